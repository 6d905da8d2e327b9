import { WeirError } from '../errors/index.ts';
import { parseUsage, type UnitRegistry, type Usage } from '../usage/index.ts';
import { parseInstant } from './instant.ts';
import type { PriceList } from './list.ts';
import { rateUsage } from './rate.ts';
import { type PriceBook, type PricedUsage, SERVICE_TIERS, type ServiceTier } from './types.ts';
import { usageOf } from './usage-of.ts';

export interface QuoteDeps {
  book: PriceBook;
  list: PriceList;
  units: UnitRegistry;
  /** Epoch milliseconds, for lines that do not say `at`. */
  now: number;
}

/** Amounts are exact decimal texts in plain notation, in US dollars, by unit that was charged. */
export interface Quote {
  usage: Usage;
  cost: Record<string, string>;
  total: string;
  /** False when the model is unknown and the provider's highest known price was taken. */
  priced: boolean;
  price_ref: string;
}

export interface QuoteFailure {
  error: { code: string; message: string; field?: string };
}

/**
 * Prices one line of `weir price quote --jsonl`: `{provider, flavor?, model?, at?, tier?, region?, body}` with a provider's answer, or
 * `{provider, model, at?, tier?, region?, usage}`. Never throws for what the line holds; a bad line is answered by its error.
 */
export function quoteLine(input: unknown, deps: QuoteDeps): Quote | QuoteFailure {
  try {
    return quote(input, deps);
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    const { code, message, field, remedy } = error;
    const sentence = remedy === undefined ? message : `${message} ${remedy}`;
    return { error: { code, message: sentence, ...(field === undefined ? {} : { field }) } };
  }
}

function quote(input: unknown, { book, list, units, now }: QuoteDeps): Quote {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new WeirError('invalid_argument', 'A line must be a JSON object.');
  }
  const line = input as Record<string, unknown>;
  const provider = required(textField(line, 'provider'), 'provider', 'Name the provider, e.g. openai.');
  const said = textField(line, 'model');
  const { usage, model } = measured(line, provider, list, units);
  const priced = rateUsage(
    usage,
    book.resolveOrFallback({
      provider,
      model: required(said ?? model, 'model', 'Name the model; the body does not.'),
      at: instantField(line) ?? now,
      tier: tierField(line),
      ...regionField(line),
    }),
  );
  return { usage, ...amounts(priced) };
}

function measured(
  line: Record<string, unknown>,
  provider: string,
  list: PriceList,
  units: UnitRegistry,
): { usage: Usage; model: string | undefined } {
  const { body, usage } = line;
  if ((body === undefined) === (usage === undefined)) {
    throw new WeirError('invalid_argument', 'A line needs a body or a usage, and not both.', {
      field: 'body',
    });
  }
  if (body === undefined) return { usage: parseUsage(usage, units), model: undefined };
  return usageOf(list, provider, textField(line, 'flavor'), body);
}

function amounts({ lines, total, price }: PricedUsage): Omit<Quote, 'usage'> {
  const cost: Record<string, string> = {};
  for (const { unit, contractedCost } of lines) cost[unit] = contractedCost.toString();
  return { cost, total: total.toString(), priced: price.priced, price_ref: price.ref };
}

function textField(line: Record<string, unknown>, name: string): string | undefined {
  const value = line[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new WeirError('invalid_argument', `${name} must be a text.`, { field: name });
}

function instantField(line: Record<string, unknown>): number | undefined {
  const { at } = line;
  if (at === undefined || at === null) return undefined;
  const instant = parseInstant(at);
  if (instant !== undefined) return instant;
  throw new WeirError('invalid_argument', 'at must be a date or an instant.', {
    field: 'at',
    remedy: 'Write it like 2026-03-13 or 2026-03-13T09:30:00Z.',
  });
}

function tierField(line: Record<string, unknown>): ServiceTier {
  const { tier } = line;
  if (tier === undefined || tier === null) return 'standard';
  const known = SERVICE_TIERS.find((one) => one === tier);
  if (known !== undefined) return known;
  throw new WeirError('invalid_argument', `tier must be one of ${SERVICE_TIERS.join(', ')}.`, {
    field: 'tier',
  });
}

function regionField(line: Record<string, unknown>): { region?: string } {
  const region = textField(line, 'region');
  return region === undefined ? {} : { region };
}

function required(value: string | undefined, field: string, remedy: string): string {
  if (value !== undefined) return value;
  throw new WeirError('invalid_argument', `${field} is missing.`, { field, remedy });
}
