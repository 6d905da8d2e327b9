import { oneOf } from '../../routes/search.ts';

/** Parts of the organization's page, in the order ownership goes: what is below belongs to what is above. */
export const SECTIONS = [
  { section: 'settings', label: 'Settings' },
  { section: 'cost-centers', label: 'Cost centers' },
  { section: 'teams', label: 'Teams' },
  { section: 'applications', label: 'Applications' },
  { section: 'people', label: 'People' },
  { section: 'environments', label: 'Environments' },
] as const;
export type Section = (typeof SECTIONS)[number]['section'];

export interface OrganizationSearch {
  /** The first one when absent. */
  section?: Exclude<Section, 'settings'> | undefined;
}

export const searchOf = (section: Section): OrganizationSearch => (section === 'settings' ? {} : { section });

export function readOrganizationSearch(raw: Record<string, unknown>): OrganizationSearch {
  const section = oneOf(
    raw['section'],
    SECTIONS.map((one) => one.section),
  );
  return section === undefined ? {} : searchOf(section);
}
