import type { CallFact, ImportEvent } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore, TimeRange } from '../../ledger/port.ts';
import { BatchRejected } from '../../ledger/rejection.ts';
import { type CallOfRowDeps, callOfRow } from './call-of-row.ts';
import { assertMapping, type ImportOptions } from './fields.ts';
import { batchToken, RowIdentity } from './identity.ts';
import { readRows } from './rows.ts';

/** Big, so that few parts are written and merged; some tens of megabytes while two of them are in hand. */
const BATCH_CALLS = 10_000;
/** Rejected lines told in full; `rejected` counts all. */
const TOLD_REJECTIONS = 1_000;

export interface ImportDeps
  extends Pick<CallOfRowDeps, 'priceBook' | 'rateUsage' | 'workload' | 'isUnit' | 'latest'> {
  store: Pick<LedgerStore, 'existing' | 'append'>;
  /** Shared by all who add what is missing. */
  exclusive: Exclusive;
  /** Names the import in `instance`. */
  instance?: string;
}

interface Read {
  line: number;
  call: CallFact;
  /** The row brought an id of its own, which says nothing of when the call was. */
  named: boolean;
}

/**
 * Imports calls of a file, good rows landing and bad ones reported with line and reason. The same file again adds
 * nothing. Throws WeirError for options or a file that cannot be read at all, and when the ledger fails: then the same
 * import may simply be repeated.
 */
export async function* importCalls(
  input: AsyncIterable<Uint8Array>,
  options: ImportOptions,
  deps: ImportDeps,
): AsyncGenerator<ImportEvent> {
  assertMapping(options.map, deps.isUnit);
  if (options.workload !== undefined && deps.workload(options.workload) === undefined) {
    throw new WeirError('not_found', `There is no workload ${options.workload}`, {
      field: 'workload',
      remedy: 'Create it first with weir workload create.',
    });
  }
  const tally = new Tally(deps.store, deps.exclusive);
  const counted = countBytes(input, tally);
  const rowDeps = {
    ...deps,
    options,
    identity: new RowIdentity(options),
    instance: deps.instance ?? 'import',
  };
  let batch: Read[] = [];
  let landing: Promise<void> = Promise.resolve();
  for await (const row of readRows(counted, options, deps.isUnit)) {
    tally.read++;
    if ('reason' in row) {
      tally.reject(row.line, row.reason);
      continue;
    }
    try {
      const call = callOfRow(row.fields, row.content, rowDeps);
      batch.push({ line: row.line, call, named: row.fields.has('call_id') });
    } catch (error) {
      if (error instanceof WeirError) throw error;
      tally.reject(row.line, error instanceof Error ? error.message : String(error));
    }
    if (batch.length < BATCH_CALLS) continue;
    // one batch lands while the next is read
    await landing;
    landing = tally.land(batch);
    landing.catch(() => undefined);
    batch = [];
    yield { type: 'progress', bytes: tally.bytes, read: tally.read };
  }
  await landing;
  await tally.land(batch);
  yield { type: 'progress', bytes: tally.bytes, read: tally.read };
  yield tally.done();
}

/** When the calls of these ids were, if they are there: ids made here are made of the time, too. */
function rangeOf(batch: readonly Read[]): TimeRange | undefined {
  if (batch.some(({ named }) => named)) return undefined;
  let since = Number.POSITIVE_INFINITY;
  let until = 0;
  for (const { call } of batch) {
    const at = Date.parse(call.started_at);
    since = Math.min(since, at);
    until = Math.max(until, at + 1);
  }
  return { since: new Date(since), until: new Date(until) };
}

async function* countBytes(input: AsyncIterable<Uint8Array>, tally: Tally): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) {
    tally.bytes += chunk.byteLength;
    yield chunk;
  }
}

class Tally {
  bytes = 0;
  read = 0;
  private readonly store: ImportDeps['store'];
  private readonly exclusive: Exclusive;
  private imported = 0;
  private duplicates = 0;
  private rejected = 0;
  private readonly rejections: { line: number; reason: string }[] = [];
  private cost = Decimal.ZERO;
  private currency = 'USD';

  constructor(store: ImportDeps['store'], exclusive: Exclusive) {
    this.store = store;
    this.exclusive = exclusive;
  }

  reject(line: number, reason: string): void {
    this.rejected++;
    if (this.rejections.length < TOLD_REJECTIONS) this.rejections.push({ line, reason });
  }

  land(batch: readonly Read[]): Promise<void> {
    return this.exclusive(() => this.addMissing(batch));
  }

  private async addMissing(batch: readonly Read[]): Promise<void> {
    const ids = batch.map(({ call }) => call.call_id);
    const known = await this.store.existing(ids, rangeOf(batch));
    const fresh: Read[] = [];
    for (const read of batch) {
      if (known.has(read.call.call_id)) {
        this.duplicates++;
        continue;
      }
      known.add(read.call.call_id);
      fresh.push(read);
    }
    await this.append(fresh);
  }

  /** What the ledger cannot take is rejected with its line; the rest lands. */
  private async append(reads: readonly Read[]): Promise<void> {
    if (reads.length === 0) return;
    const calls = reads.map(({ call }) => call);
    try {
      await this.store.append({ token: batchToken(calls.map((call) => call.call_id)), calls });
    } catch (error) {
      if (!(error instanceof BatchRejected) || error.rejected.length === 0) throw error;
      const reasons = new Map(error.rejected.map((rejected) => [rejected.call_id, rejected.reason]));
      for (const { line, call } of reads) {
        const reason = reasons.get(call.call_id);
        if (reason !== undefined) this.reject(line, reason);
      }
      await this.append(reads.filter(({ call }) => !reasons.has(call.call_id)));
      return;
    }
    this.imported += calls.length;
    for (const call of calls) this.cost = this.cost.add(Decimal.from(call.cost));
    this.currency = calls[0]?.currency ?? this.currency;
  }

  done(): ImportEvent {
    return {
      type: 'done',
      read: this.read,
      imported: this.imported,
      duplicates: this.duplicates,
      rejected: this.rejected,
      rejections: this.rejections.sort((a, b) => a.line - b.line),
      cost: this.cost.toFixed(MONEY_SCALE),
      currency: this.currency,
    };
  }
}
