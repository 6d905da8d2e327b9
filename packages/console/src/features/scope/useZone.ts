import { useQuery } from '@tanstack/react-query';
import { organizationQuery } from '../../api/queries.ts';
import { isZone } from '../../format/zone.ts';

/** Zone that calendar periods and shown times follow: the organization's; UTC until it is known. */
export function useZone(): string {
  const zone = useQuery(organizationQuery()).data?.time_zone;
  return zone !== undefined && isZone(zone) ? zone : 'UTC';
}
