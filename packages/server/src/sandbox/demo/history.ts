import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { CallFact } from '@weir/core/contract';
import type { PriceBook } from '@weir/core/pricing';
import { callFact } from './facts.ts';
import { DAY_MS, planDay } from './plan.ts';
import { PROFILES } from './profiles.ts';

export interface HistoryOptions {
  priceBook: PriceBook;
  /** Calls that had not ended by then are left out. */
  until: Date;
  /** How many days back. Default 30. */
  days?: number;
  /** Default 1. */
  seed?: number;
  /** Calls of a working day at the end of the period; earlier days had fewer. Default 1,200. */
  callsPerDay?: number;
  /** Default `default`. */
  organization?: string;
  /** Key id by workload, shown on the calls. */
  keyIds?: Readonly<Record<string, string>>;
  /** Calls per yielded array, at most. Default 2,000. */
  batchSize?: number;
}

/**
 * What the demo company did in the past: arrays of calls in order of time. The same options give the same calls with the
 * same ids, so importing a second time adds nothing; on a later day the days in common keep their ids.
 */
export async function* generateHistory(options: HistoryOptions): AsyncGenerator<CallFact[]> {
  const seed = options.seed ?? 1;
  const until = options.until.getTime();
  const lastMidnight = Math.floor(until / DAY_MS) * DAY_MS;
  const plan = { seed, callsPerDay: options.callsPerDay ?? 1_200, end: lastMidnight };
  const context = {
    seed,
    priceBook: options.priceBook,
    organization: options.organization ?? 'default',
    keyIds: options.keyIds ?? {},
  };
  const batchSize = options.batchSize ?? 2_000;
  let batch: CallFact[] = [];
  for (let day = lastMidnight - (options.days ?? 30) * DAY_MS; day < until; day += DAY_MS) {
    const calls = PROFILES.flatMap((profile) => planDay(profile, day, plan));
    calls.sort((a, b) => a.startedAt - b.startedAt);
    for (const call of calls) {
      if (call.startedAt >= until) continue;
      const fact = callFact(call, context);
      if (Date.parse(fact.ended_at) > until) continue;
      batch.push(fact);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    // A whole day is some tens of milliseconds of work: let others run in between.
    await yieldToEventLoop();
  }
  if (batch.length > 0) yield batch;
}
