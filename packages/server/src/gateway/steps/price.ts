import type { ChargeFact, EstimateReason } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { type PriceBook, type PricedUsage, type ResolvedPrice, rateUsage } from '@weir/core/pricing';
import type { Usage } from '@weir/core/usage';
import { chargeFacts } from '../../ledger/charges.ts';
import type { AnswerFacts } from '../../providers/index.ts';
import type { Outcome } from '../outcome.ts';
import type { Expected } from './reserve.ts';
import type { Target } from './route.ts';

/** What a call cost. */
export interface Priced {
  readonly model: string;
  readonly usage: Usage;
  readonly charges: ChargeFact[];
  /** Sum of the charges, 12 decimals. */
  readonly cost: string;
  readonly costPico: bigint;
  readonly estimated: boolean;
  /** False when a fallback price was used. */
  readonly priced: boolean;
}

export interface PriceInput {
  readonly expected: Expected;
  readonly target: Target;
  readonly outcome: Outcome;
  /** Number of the try that answered, from 1. */
  readonly attempt: number;
  /** Earlier tries that may have been billed without an answer. */
  readonly unanswered: readonly number[];
  readonly book: PriceBook;
  /** Epoch ms of the call. */
  readonly at: number;
}

/**
 * Prices what the provider reported, at the price of the model it says it used. Where it reported nothing, or something
 * impossible, quantities are estimated and the charges say so; nothing that may be billed is ever free.
 */
export function price(input: PriceInput): Priced {
  const { outcome, expected, target } = input;
  const tally = new Tally();
  for (const attempt of input.unanswered) {
    const usage = { input_tokens: expected.inputTokens };
    tally.add(rateUsage(usage, expected.price), attempt, 'usage_missing');
  }
  const used = priceInForce(input);
  const model = used === expected.price ? target.model : (outcome.facts?.model ?? target.model);
  if (!outcome.billed) return tally.close(model, {}, expected.price.priced);
  const { usage, rated, reason } = rate(outcome, expected, used);
  tally.add(rated, input.attempt, reason);
  return tally.close(model, usage, used.priced);
}

/** Sum of charges, exact. */
export function sumOf(charges: readonly ChargeFact[]): { cost: string; costPico: bigint } {
  const sum = charges.reduce((total, charge) => total.add(Decimal.from(charge.effective_cost)), Decimal.ZERO);
  return { cost: sum.toFixed(MONEY_SCALE), costPico: sum.toPico() };
}

class Tally {
  private readonly charges: ChargeFact[] = [];
  private pico = 0n;
  private estimated = false;

  add(rated: PricedUsage, attempt: number, reason: EstimateReason | undefined): void {
    const estimated = reason !== undefined;
    this.charges.push(
      ...chargeFacts(rated, estimated ? { attempt, estimated, reason } : { attempt, estimated }),
    );
    for (const line of rated.lines) this.pico += line.contractedCost.toPico();
    if (estimated || !rated.price.priced) this.estimated = true;
  }

  close(model: string, usage: Usage, priced: boolean): Priced {
    const cost = Decimal.fromPico(this.pico).toFixed(MONEY_SCALE);
    const { charges, estimated } = this;
    return { model, usage, charges, cost, costPico: this.pico, estimated, priced };
  }
}

/** The model the provider says it used sets the price, where that name is known. */
function priceInForce({ expected, target, outcome, book, at }: PriceInput): ResolvedPrice {
  const said = outcome.facts?.model;
  if (said === undefined || said === target.model) return expected.price;
  return book.resolve({ provider: target.provider.priceProvider, model: said, at }) ?? expected.price;
}

interface Rated {
  usage: Usage;
  rated: PricedUsage;
  reason: EstimateReason | undefined;
}

function rate(outcome: Outcome, expected: Expected, used: ResolvedPrice): Rated {
  const { facts } = outcome;
  if (facts?.usage !== undefined) {
    try {
      return { usage: facts.usage, rated: rateUsage(facts.usage, used), reason: undefined };
    } catch {
      // a part larger than its whole: what was reported is kept raw and the call is estimated
      return estimate(facts, expected, used, 'usage_impossible');
    }
  }
  return estimate(facts, expected, used, facts?.impossible ? 'usage_impossible' : outcome.estimateReason);
}

function estimate(
  facts: AnswerFacts | undefined,
  expected: Expected,
  used: ResolvedPrice,
  reason: EstimateReason,
): Rated {
  const input = facts?.inputUsage ?? { input_tokens: expected.inputTokens };
  const output = Math.min(facts?.outputEstimate ?? 0, expected.outputTokens);
  const usage = output === 0 ? input : { ...input, output_tokens: output };
  return { usage, rated: rateUsage(usage, used), reason };
}

/** Charges that hold should the gateway die before it can record the end. */
export function expectedCharges(expected: Expected, attempt: number): ChargeFact[] {
  const usage = { input_tokens: expected.inputTokens, output_tokens: expected.outputTokens };
  return chargeFacts(rateUsage(usage, expected.price), { attempt, estimated: true, reason: 'process_lost' });
}
