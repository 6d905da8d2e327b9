import { Decimal, MONEY_SCALE } from '../money/index.ts';
import { ratio } from './ratio.ts';

/** What is expected in production, as far as cost depends on it. */
export interface ExpectedUse {
  callsPerDay: Decimal;
  /** Input and output, where both are told. */
  tokensPerCall?: Decimal;
}

/** What a workload does now. Money in one currency. */
export interface PresentUse {
  apiCost: Decimal;
  loadedCost: Decimal;
  calls: number;
  tokens: number;
  successes: number;
  days: Decimal;
}

export const COST_AT_SCALE_FORMULA = 'cost_at_expected_use';

/**
 * Cost of a successful outcome at the use that is expected (formula `cost_at_expected_use`, docs/formulas.md). Calls cost what they cost now,
 * more or less in proportion to tokens per call where these are told. Other costs are taken to grow along when more is expected, and to stay when
 * less is: of the two the dearer. Source: product.md C7, C14 ("can we afford it at scale").
 * Units: answer in the currency of the costs, 12 decimals. Undefined without calls or successes.
 */
export function costAtExpectedUse(now: PresentUse, expected: ExpectedUse): Decimal | undefined {
  if (now.calls <= 0 || now.successes <= 0) return undefined;
  const successes = Decimal.from(now.successes);
  const other = now.loadedCost.subtract(now.apiCost).multiply(spread(now, expected));
  return now.apiCost.multiply(growth(now, expected)).add(other).quotient(successes, MONEY_SCALE);
}

/** Tokens per call expected / now, 1 where either is unknown. */
function growth({ tokens, calls }: PresentUse, { tokensPerCall }: ExpectedUse): Decimal {
  if (tokensPerCall === undefined || tokens <= 0) return ONE;
  return ratio(tokensPerCall.multiply(Decimal.from(calls)), Decimal.from(tokens), MONEY_SCALE) ?? ONE;
}

/** Calls per day now / expected, at least 1. */
function spread({ calls, days }: PresentUse, { callsPerDay }: ExpectedUse): Decimal {
  const factor = ratio(Decimal.from(calls), callsPerDay.multiply(days), MONEY_SCALE) ?? ONE;
  return factor.compare(ONE) > 0 ? factor : ONE;
}

const ONE = Decimal.from(1);
