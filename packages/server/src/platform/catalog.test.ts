import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPriceBook, modelFacts } from '@weir/core/pricing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog } from './catalog.ts';

const NOVEMBER_2026 = Date.parse('2026-11-15');

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'weir-catalog-'));
});
afterEach(() => {
  rmSync(place, { recursive: true, force: true });
});

/** A copy of the shipped catalog at `<place>/<where>`, to be broken. */
function copyTo(where: string): string {
  const target = join(place, where);
  mkdirSync(target, { recursive: true });
  cpSync(loadCatalog({ env: {} }).directory, target, { recursive: true });
  return target;
}

describe('loadCatalog', () => {
  it('reads the catalog of the source tree', () => {
    const { list, units, overrides, models } = loadCatalog({ env: {} });
    expect(list.providers.length).toBeGreaterThan(40);
    expect(list.source.licence).toBe('MIT');
    expect(units.get('cache_write_1h_tokens')?.per).toBe(1_000_000);
    expect(overrides.map(({ id }) => id)).toContain('anthropic-batch');
    expect(models.size).toBeGreaterThan(80);
  });

  it('knows servers by name, each with prices where the price list has any', () => {
    const { presets, list } = loadCatalog({ env: {} });
    const sellers = new Set(list.providers.map(({ id }) => id));
    const unpriced = presets.filter(({ id, price_provider }) => !sellers.has(price_provider ?? id));
    expect(unpriced.map(({ id }) => id)).toEqual([
      'nvidia-nim',
      'ollama',
      'vllm',
      'sglang',
      'lm-studio',
      'llama-cpp',
    ]);
    for (const { local, base_url } of presets)
      expect(base_url).toMatch(local ? /^http:\/\/127\.0\.0\.1:/ : /^https:/);
  });

  it('prefers WEIR_CATALOG_DIR, then the directory beside the bundle', () => {
    const named = copyTo('elsewhere');
    const beside = copyTo('dist/catalog');
    expect(loadCatalog({ env: { WEIR_CATALOG_DIR: named } }).directory).toBe(named);
    expect(loadCatalog({ env: {}, from: join(place, 'dist') }).directory).toBe(beside);
  });

  it('says so when there is none', () => {
    expect(() => loadCatalog({ env: { WEIR_CATALOG_DIR: place } })).toThrow(
      /WEIR_CATALOG_DIR is .* holds no units.json/,
    );
    expect(() => loadCatalog({ env: {}, from: place })).toThrow(/No catalog directory was found/);
  });

  it.each([
    ['units.json', '{', /units.json is not JSON/],
    ['units.json', '{"units":{"x":{"name":"X"}}}', /units.json: x needs a price_key/],
    ['prices/list.json', '[]', /list.json: the file must be an object/],
    [
      'prices/overrides.json',
      '[{"id":"a","provider":"openai","source":"s"}]',
      /overrides.json: Price override a: rates/,
    ],
    [
      'models.json',
      '{"models":[{"provider":"openai","model":"m","tier":"big"}]}',
      /models.json: openai\/m has a tier/,
    ],
    ['providers.json', '{"providers":[{"id":"a"}]}', /providers.json: providers.0.name is at fault/],
    [
      'models.json',
      '{"models":[{"provider":"openai","model":"m","context_window":"1"}]}',
      /needs context_window/,
    ],
  ])('names the file and the entry when %s holds %s', (file, text, reason) => {
    const broken = copyTo('broken');
    writeFileSync(join(broken, file), text);
    expect(() => loadCatalog({ env: { WEIR_CATALOG_DIR: broken } })).toThrow(reason);
  });

  it.each([
    ['"8"', '"8.0.0"', /anthropic\/claude-2.*input_mtok/],
    ['"input_mtok"', '"input_mtoken"', /anthropic\/claude-2.*input_mtoken/],
    [
      '{ "starts_with": "claude-2" }',
      '{ "begins": "claude-2" }',
      /anthropic\/claude-2.match is not a match rule/,
    ],
    ['"dest": "input_tokens"', '"dest": "tokens"', /anthropic.extractors.default counts toward tokens/],
  ])('names the price that is wrong when %s becomes %s', (from, to, reason) => {
    const broken = copyTo('broken');
    const { list } = loadCatalog({ env: {} });
    const anthropic = JSON.stringify({ source: list.source, providers: list.providers.slice(0, 1) });
    const compact = (text: string) => text.replaceAll(/([{:]) /g, '$1').replaceAll(' }', '}');
    writeFileSync(join(broken, 'prices/list.json'), anthropic.replace(compact(from), compact(to)));
    expect(() => loadCatalog({ env: { WEIR_CATALOG_DIR: broken } })).toThrow(reason);
  });
});

describe('the shipped catalog', () => {
  const { list, units, overrides, models } = loadCatalog({ env: {} });
  const book = createPriceBook(list, units, { catalog: overrides });

  it('has facts only of models it has prices for', () => {
    // some ids of the list are not names anybody calls the model by, so they are looked for, not resolved
    const priced = new Set(list.providers.flatMap(({ id, models: all }) => all.map((m) => `${id}/${m.id}`)));
    expect([...models.keys()].filter((key) => !priced.has(key))).toEqual([]);
  });

  it('knows models on clouds and open models by the names they are called by', () => {
    const facts = (provider: string, model: string) =>
      modelFacts(models, book, { provider, model, at: NOVEMBER_2026 });
    expect(facts('aws', 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0')).toMatchObject({
      tier: 'mid',
      context_window: 200_000,
      max_output_tokens: 64_000,
    });
    expect(facts('google', 'claude-opus-4-6')?.tier).toBe('frontier');
    expect(facts('azure', 'gpt-5-mini')?.tier).toBe('mid');
    expect(facts('mistral', 'mistral-medium-2508')).toMatchObject({ tier: 'mid', context_window: 131_072 });
    expect(facts('groq', 'llama-3.3-70b-versatile')?.max_output_tokens).toBe(32_768);
    expect(facts('x-ai', 'grok-4.5')?.capabilities).toContain('vision');
    expect(facts('deepseek', 'deepseek-v4-flash')?.max_output_tokens).toBe(384_000);
  });

  it('knows a model by the names its provider uses', () => {
    const facts = (provider: string, model: string) =>
      modelFacts(models, book, { provider, model, at: NOVEMBER_2026 });
    expect(facts('openai', 'gpt-4o-2024-08-06')).toMatchObject({ tier: 'mid', max_output_tokens: 16_384 });
    expect(facts('anthropic', 'claude-haiku-4-5-20251001')).toMatchObject({
      tier: 'small',
      context_window: 200_000,
    });
    expect(facts('google', 'gemini-2.5-pro')?.capabilities).toContain('reasoning');
    expect(facts('openai', 'gpt-99')).toBeUndefined();
  });

  it('can apply every price it lists, at any time', () => {
    const starts = list.providers.flatMap(({ models: all }) =>
      all.flatMap(({ prices }) =>
        prices.flatMap(({ start_date: date }) => (date === undefined ? [] : [Date.parse(date)])),
      ),
    );
    for (const at of [0, ...new Set(starts)]) {
      for (const { id: provider, models: all } of list.providers) {
        for (const { id: model } of all) {
          for (const tier of ['standard', 'batch'] as const) book.resolve({ provider, model, at, tier });
        }
      }
    }
  });
});
