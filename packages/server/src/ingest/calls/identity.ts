import { createHash } from 'node:crypto';
import type { ImportOptions } from './fields.ts';

/**
 * Ids for rows that bring none: the same row of the same import always gets the same id, so that importing a file
 * again adds nothing; the second of two identical rows gets another, so that both count. The id begins with the time
 * of the call, which keeps the ledger's index on ids small and fast.
 */
export class RowIdentity {
  private readonly options: Pick<ImportOptions, 'provider' | 'model' | 'workload'>;
  private readonly seen = new Map<string, number>();

  constructor(options: Pick<ImportOptions, 'provider' | 'model' | 'workload'>) {
    this.options = options;
  }

  /** A UUID of version 8 (RFC 9562). */
  idOf(content: string, atMs: number): string {
    const { provider = '', model = '', workload = '' } = this.options;
    const row = hash(JSON.stringify([content, provider, model, workload]));
    const occurrence = (this.seen.get(row) ?? 0) + 1;
    this.seen.set(row, occurrence);
    const digest = occurrence === 1 ? row : hash(`${row} ${occurrence}`);
    const time = Math.max(0, atMs).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-8${digest.slice(0, 3)}-a${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Same calls, same token: a batch that was cut short by a crash is completed, not repeated. */
export function batchToken(callIds: readonly string[]): string {
  return `import/${hash(callIds.join('\n'))}`;
}
