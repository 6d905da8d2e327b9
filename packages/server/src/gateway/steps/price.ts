import type { CallFact, ChargeFact, EstimateReason } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { type PriceBook, type PricedUsage, type ResolvedPrice, rateUsage } from '@weir/core/pricing';
import type { Usage } from '@weir/core/usage';
import { chargeFacts } from '../../ledger/charges.ts';
import type { PlaceFacts, TryCost } from '../../limits/port.ts';
import type { AnswerFacts } from '../../providers/index.ts';
import type { Billable } from '../outcome.ts';
import type { Leg } from '../routing/plan.ts';
import type { Expected } from './reserve.ts';
import { tierOf } from './service-tier.ts';

/** What a call cost. */
export interface Priced {
  readonly model: string;
  /** Of all tries together. */
  readonly usage: Usage;
  readonly charges: ChargeFact[];
  /** Sum of the charges, 12 decimals. */
  readonly cost: string;
  readonly costPico: bigint;
  /** The same by where it was spent. */
  readonly costs: readonly TryCost[];
  readonly estimated: boolean;
  /** False when a fallback price was used. */
  readonly priced: boolean;
  /** That the price was taken for. */
  readonly region?: string | undefined;
}

export interface PriceInput {
  /** Every try that is or may be billed. */
  readonly billables: readonly Billable[];
  /** Whose answer the client got. */
  readonly leg: Leg;
  readonly book: PriceBook;
  /** Epoch ms of the call. */
  readonly at: number;
  readonly purpose: CallFact['purpose'];
}

/**
 * Prices what the provider reported, at the price of the model it says it used. Where it reported nothing, or something
 * impossible, quantities are estimated and the charges say so; nothing that may be billed is ever free.
 */
export function price({ billables, leg, book, at, purpose }: PriceInput): Priced {
  const tally = new Tally(purpose === undefined ? 'model_usage' : 'evaluation');
  let { model } = leg.place;
  let priced = leg.expected.price.priced;
  let { region } = leg.expected;
  for (const billable of billables) {
    const { expected } = billable.leg;
    const used = priceInForce(billable, book, at);
    const { usage, rated, reason } = rate(billable, expected, used);
    tally.add(rated, usage, billable.attempt, reason, billable.leg.place.facts);
    if (billable.leg !== leg) continue;
    if (used !== expected.price) model = billable.facts?.model ?? model;
    priced = used.priced;
    region = regionOf(billable);
  }
  return tally.close(model, priced, region);
}

/** Sum of charges, exact. */
export function sumOf(charges: readonly ChargeFact[]): { cost: string; costPico: bigint } {
  const sum = charges.reduce((total, charge) => total.add(Decimal.from(charge.effective_cost)), Decimal.ZERO);
  return { cost: sum.toFixed(MONEY_SCALE), costPico: sum.toPico() };
}

class Tally {
  private charges: ChargeFact[] | undefined;
  private usage: Usage | undefined;
  private pico = 0n;
  private readonly costs: TryCost[] = [];
  private estimated = false;
  private readonly category: ChargeFact['category'];

  constructor(category: ChargeFact['category']) {
    this.category = category;
  }

  add(
    rated: PricedUsage,
    usage: Usage,
    attempt: number,
    reason: EstimateReason | undefined,
    place: PlaceFacts,
  ): void {
    const estimated = reason !== undefined;
    const charges = chargeFacts(rated, estimated ? { attempt, estimated, reason } : { attempt, estimated });
    if (this.category !== 'model_usage') for (const charge of charges) charge.category = this.category;
    if (this.charges === undefined) this.charges = charges;
    else this.charges.push(...charges);
    this.usage = this.usage === undefined ? usage : together(this.usage, usage);
    let amount = 0n;
    for (const line of rated.lines) amount += line.contractedCost.toPico();
    this.pico += amount;
    this.costs.push({ place, amount });
    if (estimated || !rated.price.priced) this.estimated = true;
  }

  close(model: string, priced: boolean, region: string | undefined): Priced {
    const { charges = [], usage = {}, estimated, pico, costs } = this;
    return {
      model,
      usage,
      charges,
      cost: Decimal.fromPico(pico).toFixed(MONEY_SCALE),
      costPico: pico,
      costs,
      estimated,
      priced,
      region,
    };
  }
}

function together(a: Usage, b: Usage): Usage {
  const sum: Record<string, number> = { ...a };
  for (const [unit, quantity] of Object.entries(b)) sum[unit] = (sum[unit] ?? 0) + quantity;
  return sum;
}

/** Where it was worked on: as the provider says, else as it was asked to. */
function regionOf({ leg, facts }: Billable): string | undefined {
  return facts?.region ?? leg.expected.region;
}

/** The model and the service the provider says it gave set the price, where these names are known. */
function priceInForce(billable: Billable, book: PriceBook, at: number): ResolvedPrice {
  const { leg, facts } = billable;
  const { place, expected } = leg;
  const said = facts?.model;
  const tier = facts?.serviceTier;
  const region = regionOf(billable);
  const same = (said === undefined || said === place.model) && region === expected.region;
  if (same && tier === undefined) return expected.price;
  const { priceProvider: provider } = place.provider;
  const model = said ?? place.model;
  return book.resolve({ provider, model, at, tier: tierOf(tier), region }) ?? expected.price;
}

interface Rated {
  usage: Usage;
  rated: PricedUsage;
  reason: EstimateReason | undefined;
}

function rate({ facts, reason }: Billable, expected: Expected, used: ResolvedPrice): Rated {
  if (facts?.usage !== undefined && !saysNothing(facts)) {
    try {
      return { usage: facts.usage, rated: rateUsage(facts.usage, used), reason: undefined };
    } catch {
      // a part larger than its whole: what was reported is kept raw and the call is estimated
      return estimate(facts, expected, used, 'usage_impossible');
    }
  }
  return estimate(
    facts,
    expected,
    used,
    facts?.impossible || facts?.usage !== undefined ? 'usage_impossible' : reason,
  );
}

/** Nothing in and nothing out beside an answer: no count, but what a server says that does not count. */
function saysNothing({ usage, outputEstimate }: AnswerFacts): boolean {
  return usage?.['input_tokens'] === 0 && (usage['output_tokens'] ?? 0) === 0 && outputEstimate > 0;
}

/** The answer was not heard to its end. */
const BROKEN_OFF: ReadonlySet<EstimateReason> = new Set(['client_aborted', 'stream_cut']);

/**
 * A provider goes on where Weir stopped listening. So what was read of an answer that broke off is charged at its most,
 * and of one that never began all that was held: less, and clients that leave in time would spend past hard budgets.
 */
function estimate(
  facts: AnswerFacts | undefined,
  expected: Expected,
  used: ResolvedPrice,
  reason: EstimateReason,
): Rated {
  const seen = facts?.outputEstimate ?? 0;
  const brokeOff = facts === undefined || BROKEN_OFF.has(reason);
  const input = facts?.inputUsage ?? {
    input_tokens: brokeOff ? expected.mostInputTokens : expected.inputTokens,
  };
  const output = brokeOff && seen === 0 ? expected.outputTokens : Math.min(seen, expected.outputTokens);
  const usage = output === 0 ? input : { ...input, output_tokens: output };
  return { usage, rated: rateUsage(usage, used), reason };
}

/** Of the last expectation: calls of one kind come in rows, and their begin records say the same. */
let recent: { price: ResolvedPrice; input: number; output: number; charges: ChargeFact[] } | undefined;

/**
 * Charges that hold should the gateway die before it can record the end: all that was reserved, or what others spend of the
 * rest could pass a hard budget. Not to be changed: they may be shared.
 */
export function expectedCharges(expected: Expected, attempt: number): ChargeFact[] {
  const { price: resolved, mostInputTokens: input, outputTokens: output } = expected;
  if (attempt === 1 && recent?.price === resolved && recent.input === input && recent.output === output) {
    return recent.charges;
  }
  const usage = { input_tokens: input, output_tokens: output };
  const charges = chargeFacts(rateUsage(usage, resolved), {
    attempt,
    estimated: true,
    reason: 'process_lost',
  });
  if (attempt === 1) recent = { price: resolved, input, output, charges };
  return charges;
}
