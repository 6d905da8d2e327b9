import type { PlaceFacts } from '../../port.ts';
import type { BudgetHold } from '../gateway/hold.ts';
import type { SettledFigures } from '../gateway/marks.ts';

/** A call as it really happened, whatever the counters say. */
export interface TrueCall {
  gateway: string;
  key: string;
  tags: Readonly<Record<string, string>>;
  /** Ids of the budget generations that were in force for it when it began. */
  covered: ReadonlySet<number>;
  startedAt: number;
  /** Of the gateway's clock, as recorded. */
  endedAt: number | undefined;
  /** When it ended, in the order of events. */
  endedAtStep: number | undefined;
  /** What it cost by place, or holds while it is open; a lost call costs what it held. */
  costs: { place: PlaceFacts; amount: bigint; over: bigint }[];
  open: BudgetHold | undefined;
  landed: boolean;
}

export type SpoolEntry =
  | { call: TrueCall }
  | { mark: { at: number; settled: SettledFigures }; written: () => void };
