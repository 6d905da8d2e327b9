import type { RatePass } from '../port.ts';
import type { Count } from './count.ts';
import { passHeaders } from './headers.ts';
import { nanoOf, type RateAmounts, unitsFor } from './rule.ts';

/** A call that passed. */
export class Pass implements RatePass {
  private ended = false;
  private readonly counts: readonly Count[];
  private readonly amounts: RateAmounts;
  private readonly now: () => number;
  /** Places became free, units came back: whoever waits may go. */
  private readonly freed: (counts: readonly Count[]) => void;

  constructor(
    counts: readonly Count[],
    amounts: RateAmounts,
    now: () => number,
    freed: (counts: readonly Count[]) => void,
  ) {
    this.counts = counts;
    this.amounts = amounts;
    this.now = now;
    this.freed = freed;
  }

  get headers(): readonly string[] {
    return passHeaders(this.counts, this.now());
  }

  end({ tokens, cost }: { tokens: number; cost: bigint }): void {
    if (this.ended) return;
    this.ended = true;
    const now = this.now();
    const { counts, amounts } = this;
    let nano = -1;
    for (const count of counts) {
      const { rule } = count;
      if (rule.metric === 'cost' && nano < 0) nano = nanoOf(cost);
      count.settle(unitsFor(rule, amounts.tokens, amounts.nano), unitsFor(rule, tokens, nano), now);
    }
    this.freed(counts);
  }
}
