import { Decimal, MONEY_SCALE } from '../money/index.ts';
import { CompiledPrice } from './compile.ts';
import type { ResolvedPrice } from './types.ts';

/** What a call may use at most, before it is made. Whole numbers. */
export interface ExpectedTokens {
  inputTokens: number;
  outputTokens: number;
}

/**
 * The most a call can cost at its contracted price, in units of 10^-12, rounded up: all input at the dearest input
 * rate (a cache write can cost more than plain input), all output at the dearest output rate, at the dearest step that
 * may be reached, plus a fee per request. Server tools such as searches are not known beforehand and not included.
 */
export function estimateCost(price: ResolvedPrice, { inputTokens, outputTokens }: ExpectedTokens): bigint {
  const { steps, request } = CompiledPrice.planOf(price).worst;
  const step = steps.findLast(({ start }) => inputTokens > start) ?? steps[0];
  const input = times(step?.input ?? Decimal.ZERO, inputTokens);
  const output = times(step?.output ?? Decimal.ZERO, outputTokens);
  return input.add(output).add(request).roundUp(MONEY_SCALE).toPico();
}

function times(each: Decimal, quantity: number): Decimal {
  return new Decimal(each.coefficient * BigInt(Math.ceil(quantity)), each.scale);
}
