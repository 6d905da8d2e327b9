import type { Key, Workload } from '@weir/core/contract';
import { SECTIONS, type Section } from '../organization/sections.ts';
import { PAGES, type PagePath } from './pages.ts';
import { ROLES, type Role } from './roles.ts';
import { text } from './text.ts';
import { THEMES, type Theme } from './themes.ts';

interface Entry {
  label: string;
  hint?: string;
}
export type PaletteEntry = Entry &
  (
    | { kind: 'page'; to: PagePath }
    | { kind: 'section'; section: Section }
    | { kind: 'workload'; id: string }
    | { kind: 'key'; workload: string }
    | { kind: 'call'; id: string }
    | { kind: 'action'; theme: Theme }
    | { kind: 'action'; role: Role }
    | { kind: 'action'; copies: 'address' }
  );

export interface PaletteGroup {
  value: Exclude<PaletteEntry['kind'], 'section'>;
  items: PaletteEntry[];
}

const MOST_PER_GROUP = 6;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
/** A call id is a UUID or a prefixed one, as printed by the gateway and the CLI. */
const CALL_ID = new RegExp(`^(call_)?${UUID.source}$`, 'i');

const matches = (entry: Entry, words: readonly string[]) => {
  const hay = `${entry.label} ${entry.hint ?? ''}`.toLowerCase();
  return words.every((word) => hay.includes(word));
};

/** What the palette offers for the text typed so far. */
export function paletteGroups(
  typed: string,
  workloads: readonly Workload[],
  keys: readonly Key[],
): PaletteGroup[] {
  const query = typed.trim();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const calls: PaletteEntry[] = CALL_ID.test(query)
    ? [{ kind: 'call', id: query, label: text.searchCall(query) }]
    : [];
  const groups: PaletteGroup[] = [
    {
      value: 'page',
      items: [
        ...PAGES.map(({ to, label, letter }) => ({ kind: 'page' as const, to, label, hint: `g ${letter}` })),
        ...SECTIONS.map(({ section, label }) => ({
          kind: 'section' as const,
          section,
          label,
          hint: text.pages.organization,
        })),
      ],
    },
    {
      value: 'workload',
      items: workloads.map(({ id, name, application }) => ({
        kind: 'workload',
        id,
        label: id,
        hint: name === id ? application : `${name} · ${application}`,
      })),
    },
    {
      value: 'key',
      items: keys
        .filter(({ state }) => state === 'active')
        .map((key) => ({
          kind: 'key',
          workload: key.workload,
          label: key.name,
          hint: `${key.prefix}… · ${key.workload}`,
        })),
    },
    {
      value: 'action',
      items: [
        { kind: 'action', copies: 'address', label: text.copyAddress },
        ...ROLES.map((role) => ({ kind: 'action' as const, role, label: text.useRole(text.roles[role]) })),
        ...THEMES.map((theme) => ({
          kind: 'action' as const,
          theme,
          label: text.useTheme(text.themes[theme]),
        })),
      ],
    },
  ];
  const found = groups.map((group) => ({
    ...group,
    items: group.items
      .filter((entry) => matches(entry, words))
      .slice(0, words.length === 0 ? PAGES.length : MOST_PER_GROUP),
  }));
  // keys and actions only crowd the list while nothing is typed
  const shown =
    words.length === 0 ? found.filter(({ value }) => value === 'page' || value === 'workload') : found;
  return [{ value: 'call' as const, items: calls }, ...shown].filter(({ items }) => items.length > 0);
}
