// What pricing costs on one core: `npx tsx bench/pricing/run.ts`. Each figure is the best of several rounds.

import {
  createPriceBook,
  estimateCost,
  type PriceQuery,
  quoteLine,
  rateUsage,
} from '../../packages/core/src/pricing/index.ts';
import { extractUsage } from '../../packages/core/src/usage/index.ts';
import { loadCatalog } from '../../packages/server/src/platform/catalog.ts';

const ROUNDS = 5;
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

const perSecond = {
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

/** Calls per second of the best round. Results are kept for a while, so that making them cannot be optimised away. */
function rate(calls: number, work: () => unknown): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let call = 0; call < calls; call++) kept[call & 1_023] = work();
    best = Math.max(best, calls / ((performance.now() - start) / 1_000));
  }
  return best;
}
