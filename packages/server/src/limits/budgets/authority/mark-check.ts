import type { PeriodSpan } from '@weir/core/economics';
import type { Logger } from '../../../platform/log.ts';
import type { Budget } from '../budget.ts';
import type { Spend } from './ledger-reader.ts';

/** A gateway's mark as it has landed; see MarkRecord of the spool. */
export interface LandedMark {
  at: number;
  settled: Readonly<Record<string, readonly [period: number, pico: string]>>;
}

/** What a gateway counts of a budget, as the authority knows it. */
export interface Counted {
  budget: Budget;
  span: PeriodSpan;
  from: number;
}

export interface Mismatch {
  budget: Budget;
  instance: string;
  /** Settled since it counts, up to the mark: as the gateway says, and as the ledger has it. Pico-units. */
  counted: bigint;
  recorded: bigint;
}

export interface MarkCheckOptions {
  log: Logger;
  spend: Spend;
  sleep: (ms: number) => Promise<void>;
  /** Undefined when the authority does not know: nothing is compared then. */
  countedOf: (budget: string, instance: string) => Counted | undefined;
  found: (mismatch: Mismatch) => void;
}

/** Other calls may land between the two sums of one comparison: a difference is believed when it is seen so often. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 1_000;

/** Compares, for every mark that lands, what the gateway has counted with what the ledger holds of it. */
export function createMarkCheck(options: MarkCheckOptions) {
  async function differences(instance: string, mark: LandedMark): Promise<Mismatch[]> {
    const asked = Object.entries(mark.settled).flatMap(([id, [period, pico]]) => {
      const counted = options.countedOf(id, instance);
      return counted === undefined || counted.span.start !== period || counted.from > mark.at
        ? []
        : [{ ...counted, figure: BigInt(pico) }];
    });
    if (asked.length === 0) return [];
    const sums = await options.spend(
      asked.flatMap(({ budget, span, from }) =>
        [from, mark.at].map((at) => ({
          budget,
          since: span.start,
          until: span.end,
          after: { [instance]: at },
        })),
      ),
    );
    return asked.flatMap(({ budget, figure }, i) => {
      const recorded = (sums[2 * i + 1] ?? 0n) - (sums[2 * i] ?? 0n);
      return recorded === figure ? [] : [{ budget, instance, counted: figure, recorded }];
    });
  }

  return async function check(instance: string, mark: LandedMark): Promise<void> {
    try {
      let left = await differences(instance, mark);
      for (let looks = 1; looks < LOOKS && left.length > 0; looks++) {
        await options.sleep(LOOK_AGAIN_MS);
        const again = await differences(instance, mark);
        left = left.filter(({ budget, recorded }) =>
          again.some((one) => one.budget.id === budget.id && one.recorded === recorded),
        );
      }
      for (const mismatch of left) options.found(mismatch);
    } catch (error) {
      options.log.warn({ err: error }, 'budgets could not be compared with the ledger');
    }
  };
}
