import type { Key } from '@weir/core/contract';
import type { Tables } from '../store/directory.ts';
import { optional, stamps } from './present.ts';

export type KeyRow = Tables['key'];

/** Without hash and secret. `now` decides whether it has expired. */
export function presentKey(row: KeyRow, now: Date): Key {
  return {
    id: row.id,
    name: row.name,
    workload: row.workload,
    prefix: row.prefix,
    state: keyState(row, now),
    tags: row.tags,
    ...optional('expires_at', row.expiresAt?.toISOString()),
    ...optional('last_used_at', row.lastUsedAt?.toISOString()),
    ...optional('revoked_at', row.revokedAt?.toISOString()),
    ...optional('rotated_from', row.rotatedFrom),
    ...stamps(row),
  };
}

export function keyState(row: KeyRow, now: Date): Key['state'] {
  if (row.revokedAt !== null) return 'revoked';
  return row.expiresAt !== null && row.expiresAt <= now ? 'expired' : 'active';
}
