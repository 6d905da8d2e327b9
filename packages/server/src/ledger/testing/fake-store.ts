import type { CallFact } from '@weir/core/contract';
import type { LedgerBatch } from '../port.ts';
import { BatchRejected } from '../rejection.ts';

/** What of a ledger the writer needs: deduplicates by token as the real one does, and fails as told. */
export class FakeStore {
  readonly rows: CallFact[] = [];
  readonly tokens: string[] = [];
  /** Every append fails. */
  down = false;
  /** The next appends fail: `before`: nothing has landed, `after`: all has, but nobody knows. */
  failures: ('before' | 'after')[] = [];
  poison: (call: CallFact) => boolean = () => false;
  /** Whether the store can name the calls it rejects. */
  namesPoison = false;
  onAppend: (batch: LedgerBatch) => void = () => undefined;

  async append(batch: LedgerBatch): Promise<void> {
    this.onAppend(batch);
    const failure = this.failures.shift();
    if (this.down || failure === 'before') throw new Error('store is down');
    const bad = batch.calls.filter(this.poison);
    if (bad.length > 0) {
      const named = bad.map((call) => ({ call_id: call.call_id, reason: 'poison' }));
      throw new BatchRejected('poison', this.namesPoison ? named : []);
    }
    if (!this.tokens.includes(batch.token)) {
      this.tokens.push(batch.token);
      this.rows.push(...batch.calls);
    }
    if (failure === 'after') throw new Error('connection lost');
  }

  ids(status?: CallFact['status']): string[] {
    const rows = status === undefined ? this.rows : this.rows.filter((row) => row.status === status);
    return rows.map((row) => row.call_id).sort();
  }
}
