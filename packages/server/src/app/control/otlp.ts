import { rateUsage } from '@weir/core/pricing';
import type { AdminDeps } from '../../http/deps.ts';
import { TraceReceiver } from '../../ingest/otlp/index.ts';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import type { TraceReader } from '../../ledger/trace-port.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Stores } from './stores.ts';

export interface TraceOptions {
  stores: Pick<Stores, 'registry' | 'priceBook'>;
  store: Pick<LedgerStore, 'append' | 'call' | 'existing'>;
  /** `createTraceReader(engine)`. */
  traces: TraceReader;
  /** The one that imports share. */
  exclusive: Exclusive;
  statedCosts?: 'compare' | 'when_unpriced';
  landed(calls: number): void;
}

/** Takes in traces of applications, and hears of calls of the gateway that landed, which may be the same calls. */
export function openTraces(options: TraceOptions): {
  deps: NonNullable<AdminDeps['otlp']>;
  receiver: TraceReceiver;
} {
  const { stores, store, traces, exclusive, landed } = options;
  const receiver = new TraceReceiver({
    store,
    traces,
    exclusive,
    priceBook: () => stores.priceBook(),
    rateUsage,
    rules: () => stores.registry.compile(),
    statedCosts: options.statedCosts ?? 'compare',
    clock: systemClock,
  });
  return { receiver, deps: { receiver, landed: ({ calls, takenBack }) => landed(calls + takenBack) } };
}
