// What pricing costs on one core: `npx tsx bench/pricing/run.ts`. Each figure is the best of several rounds, per second of CPU time
// of the process, so that neighbours on the machine do not count. Fails below the aim.

import { periodAt } from '../../packages/core/src/economics/index.ts';
import { Decimal } from '../../packages/core/src/money/index.ts';
import {
  type AgreementCharge,
  applyAgreements,
  createPriceBook,
  estimateCost,
  type PriceQuery,
  type PricingAgreement,
  quoteLine,
  rateUsage,
} from '../../packages/core/src/pricing/index.ts';
import { extractUsage } from '../../packages/core/src/usage/index.ts';
import { loadCatalog } from '../../packages/server/src/platform/catalog.ts';

const ROUNDS = 8;
/** Calls per second that the issue asks of one core, price found and usage charged. */
const AIM = 500_000;
const kept: unknown[] = [];
const AT = Date.parse('2026-11-15T12:00:00Z');

const catalog = loadCatalog();
const book = createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides });

const chat = { provider: 'openai', model: 'gpt-4o-2024-08-06', at: AT };
const claude = { provider: 'anthropic', model: 'claude-sonnet-4-5-20250929', at: AT };
const chatUsage = {
  input_tokens: 1_234,
  cache_read_tokens: 1_024,
  output_tokens: 345,
  output_reasoning_tokens: 0,
};
const claudeUsage = {
  input_tokens: 12_345,
  cache_write_tokens: 2_000,
  cache_write_5m_tokens: 2_000,
  cache_write_1h_tokens: 0,
  cache_read_tokens: 9_000,
  output_tokens: 800,
  web_searches: 1,
};
const body = {
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  usage: {
    prompt_tokens: 1_234,
    completion_tokens: 345,
    prompt_tokens_details: { cached_tokens: 1_024, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  },
};
const openai = catalog.list.providers.find(({ id }) => id === 'openai');
if (openai === undefined) throw new Error('The catalog has no openai');

/** What a day of traffic looks like: services and regions, steps, caches, tools, contracts' absence, two list versions. */
const versions = [
  { from: undefined, list: catalog.list, version: '1' },
  { from: Date.parse('2026-10-01T00:00:00Z'), list: catalog.list, version: '2' },
];
const dated = createPriceBook(versions, catalog.units, { catalog: catalog.overrides });
const plain = { input_tokens: 812, output_tokens: 164 };
const mixed: readonly (readonly [PriceQuery, Record<string, number>])[] = [
  [chat, chatUsage],
  [claude, claudeUsage],
  [{ ...chat, model: 'gpt-5.4-mini', region: 'eu' }, chatUsage],
  [{ ...chat, model: 'gpt-5', tier: 'priority' }, chatUsage],
  [{ ...claude, model: 'claude-opus-5', tier: 'fast', region: 'us' }, claudeUsage],
  [{ ...chat, model: 'gpt-4o-mini', tier: 'batch', at: Date.parse('2026-09-15T00:00:00Z') }, plain],
  [
    { provider: 'google', model: 'gemini-2.5-flash', at: AT },
    { ...plain, cache_read_tokens: 512 },
  ],
  [{ provider: 'mistral', model: 'mistral-small-latest', at: AT }, plain],
];
let turn = 0;

const window = { start: Date.parse('2026-11-01T00:00:00Z'), end: Date.parse('2026-12-01T00:00:00Z') };
const agreements: readonly PricingAgreement[] = [volume(), commitment()];
const charges = Array.from({ length: 20_000 }, (_, index) => charge(index));

const perSecond: Record<string, number> = {
  'a call: find its price and charge it': rate(200_000, () => {
    const [query, usage] = mixed[turn++ & 7] ?? [chat, plain];
    return rateUsage(usage, dated.resolveOrFallback(query));
  }),
  'resolve, known name': rate(200_000, () => book.resolve(chat)),
  'resolve, a new name each time': rate(2_000, unheardOf(chat)),
  'rate, 3 lines (gpt-4o)': rate(200_000, rating(chat, chatUsage)),
  'rate, 5 lines and steps (Claude)': rate(200_000, rating(claude, claudeUsage)),
  'resolve and rate': rate(200_000, () => rateUsage(chatUsage, book.resolveOrFallback(chat))),
  'estimate before a call': rate(200_000, estimating(claude)),
  'extract, flavor named': rate(100_000, () => extractUsage(openai, 'chat', body)),
  'extract, flavor recognised': rate(50_000, () => extractUsage(openai, undefined, body)),
  'quote a line': rate(20_000, () =>
    quoteLine({ provider: 'openai', body }, { book, list: catalog.list, units: catalog.units, now: AT }),
  ),
};
perSecond['charges under two agreements'] =
  charges.length * rate(1, () => applyAgreements(charges, agreements, { spanOf: utcSpan, window }));
const milliseconds = {
  'load the catalog': 1_000 / rate(1, loadCatalog),
  'make a price book':
    1_000 / rate(1, () => createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides })),
};

for (const [name, value] of Object.entries(perSecond)) {
  console.log(`${name.padEnd(36)} ${Math.round(value).toLocaleString('en').padStart(12)} /s`);
}
for (const [name, value] of Object.entries(milliseconds)) {
  console.log(`${name.padEnd(36)} ${value.toFixed(1).padStart(12)} ms`);
}

const called = perSecond['a call: find its price and charge it'] ?? 0;
if (called < AIM) {
  console.error(`Below the aim of ${AIM.toLocaleString('en')} calls per second.`);
  process.exitCode = 1;
}

function volume(): PricingAgreement {
  const steps = [{ above: Decimal.from(10_000_000), price: Decimal.from('8') }];
  const terms = { measure: 'quantity', mode: 'graduated', period: 'month', per: 1_000_000, steps } as const;
  return { ...agreed('volume'), kind: 'volume', terms };
}

function commitment(): PricingAgreement {
  const terms = { amount: Decimal.from(500), period: 'month', discountPercent: Decimal.from(10) } as const;
  return { ...agreed('commitment'), kind: 'commitment', terms: { ...terms, beyond: 'contracted' } };
}

function agreed(id: string) {
  const all = { models: undefined, units: undefined, currency: 'USD' };
  return { id, provider: 'openai', ...all, from: window.start, until: Number.POSITIVE_INFINITY };
}

function charge(index: number): AgreementCharge {
  const cost = Decimal.from(index % 977).shiftDown(5);
  return {
    key: String(index).padStart(8, '0'),
    at: window.start + index * 100_000,
    provider: 'openai',
    model: 'gpt-4o',
    unit: 'output_tokens',
    quantity: Decimal.from(index % 977),
    listCost: cost,
    contractedCost: cost,
  };
}

function utcSpan(kind: 'day' | 'month' | 'quarter' | 'year', at: number) {
  return periodAt(kind, at, 'UTC');
}

function rating(query: PriceQuery, usage: Record<string, number>): () => unknown {
  const price = book.resolveOrFallback(query);
  return () => rateUsage(usage, price);
}

function estimating(query: PriceQuery): () => unknown {
  const price = book.resolveOrFallback(query);
  return () => estimateCost(price, { inputTokens: 12_345, outputTokens: 4_096 });
}

function unheardOf(query: PriceQuery): () => unknown {
  let count = 0;
  return () => book.resolve({ ...query, model: `unheard-of-${count++}` });
}

/**
 * Calls per second of CPU time, garbage collection included, of the best round. Results are kept for a while, so that making them
 * cannot be optimised away; a few only, as calls under way would, or the collector takes short-lived objects for long-lived ones.
 */
function rate(calls: number, work: () => unknown): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = cpuSeconds();
    for (let call = 0; call < calls; call++) kept[call & 15] = work();
    best = Math.max(best, calls / (cpuSeconds() - start));
  }
  return best;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
