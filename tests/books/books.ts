import { dollars, PRICES } from '../support/prices.ts';

/** Requests of one model, project and day, as a provider wrote them down. */
export interface Billed {
  provider: 'openai' | 'anthropic';
  project: string;
  /** `2026-10-20`, UTC. */
  day: string;
  /** As the provider names it, with its date. */
  model: string;
  quantities: Readonly<Record<string, number>>;
  requests: number;
}

type Unit = 'input_tokens' | 'cache_read_tokens' | 'cache_write_tokens' | 'output_tokens';

/** Pico-dollars per token by the provider's page. */
export function listPrice(model: string, unit: string): bigint {
  const name = Object.keys(PRICES)
    .filter((one) => model.startsWith(one))
    .sort((a, b) => b.length - a.length)[0] as keyof typeof PRICES;
  const price = PRICES[name] as { input: bigint; cacheRead: bigint; output: bigint; cacheWrite5m?: bigint };
  const prices: Record<Unit, bigint> = {
    input_tokens: price.input,
    cache_read_tokens: price.cacheRead,
    cache_write_tokens: price.cacheWrite5m ?? 0n,
    output_tokens: price.output,
  };
  return prices[unit as Unit];
}

/** What a provider bills, kept by the provider alone: nothing of it comes from Weir. */
export class Books {
  readonly lines: Billed[] = [];
  /** Share of the list price that is billed, in percent, where it is not all of it: `gpt-4o output_tokens`. */
  private readonly percent: (model: string, unit: string) => bigint;

  constructor(percent: (model: string, unit: string) => bigint = () => 100n) {
    this.percent = percent;
  }

  bill(line: Billed): void {
    this.lines.push(line);
  }

  /** Pico-dollars. */
  costOf({ model }: Billed, unit: string, quantity: number): bigint {
    return (BigInt(quantity) * listPrice(model, unit) * this.percent(model, unit)) / 100n;
  }

  /** Of all lines that fit, in pico-dollars. */
  total(fits: (line: Billed) => boolean): bigint {
    return this.lines
      .filter(fits)
      .flatMap((line) =>
        Object.entries(line.quantities).map(([unit, count]) => this.costOf(line, unit, count)),
      )
      .reduce((sum, cost) => sum + cost, 0n);
  }

  /** One line per day, project and model. */
  summed(provider: Billed['provider'], day: string): Billed[] {
    const sums = new Map<string, Billed>();
    for (const line of this.lines) {
      if (line.provider !== provider || line.day !== day) continue;
      const key = `${line.project} ${line.model}`;
      const before = sums.get(key);
      const quantities: Record<string, number> = { ...before?.quantities };
      for (const [unit, count] of Object.entries(line.quantities))
        quantities[unit] = (quantities[unit] ?? 0) + count;
      sums.set(key, { ...line, quantities, requests: (before?.requests ?? 0) + line.requests });
    }
    return [...sums.values()];
  }
}

/** Days of a stretch, `YYYY-MM-DD`, UTC. */
export function daysOf(since: Date, until: Date): string[] {
  const days: string[] = [];
  for (let at = since.getTime(); at < until.getTime(); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

/** A decimal without zeros at its end. */
export const plain = (pico: bigint): string => dollars(pico).replace(/\.?0+$/, '');
