import { useQuery } from '@tanstack/react-query';
import { organizationQuery } from '../../api/queries.ts';
import { isZone } from '../../format/zone.ts';

/** As `useZone`, and whether it is known: a question that depends on it is not asked before. */
export function useKnownZone(): { zone: string; isKnown: boolean } {
  const { isPending } = useQuery(organizationQuery());
  return { zone: useZone(), isKnown: !isPending };
}

/** Zone that calendar periods and shown times follow: the organization's; UTC until it is known. */
export function useZone(): string {
  const zone = useQuery(organizationQuery()).data?.time_zone;
  return zone !== undefined && isZone(zone) ? zone : 'UTC';
}
