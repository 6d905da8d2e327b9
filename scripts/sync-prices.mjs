// Writes catalog/prices/list.json and catalog/units.json from the installed @pydantic/genai-prices, which is a
// development dependency and never runs in Weir. `--check` writes nothing and fails when the snapshot is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCE = '@pydantic/genai-prices';
const LIST = join(ROOT, 'catalog/prices/list.json');
const UNITS = join(ROOT, 'catalog/units.json');

/** The source hard-codes this rule: Groq bills at least ten seconds of audio per request of these models. */
const MINIMUM_AUDIO_SECONDS = { groq: { 'whisper-large-v3': 10, 'whisper-large-v3-turbo': 10 } };

/** Names for people; any other unit is named after its id. */
const UNIT_NAMES = {
  input_tokens: 'Input tokens',
  output_tokens: 'Output tokens',
  cache_read_tokens: 'Cached input tokens',
  cache_write_tokens: 'Cache write tokens',
  cache_write_5m_tokens: 'Cache write tokens, 5 minutes',
  cache_write_1h_tokens: 'Cache write tokens, 1 hour',
  output_reasoning_tokens: 'Reasoning tokens',
  web_searches: 'Web searches',
  storage_searches: 'File searches',
  requests: 'Requests',
};

const entry = createRequire(import.meta.url).resolve(SOURCE);
const home = dirname(dirname(entry));
const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
const licence = readFileSync(join(home, 'LICENSE'), 'utf8');
if (!licence.startsWith('The MIT License')) throw new Error(`${SOURCE} is no longer under the MIT licence`);
const source = {
  package: SOURCE,
  version: manifest.version,
  licence: 'MIT',
  copyright: /^Copyright.*$/m.exec(licence)[0],
  homepage: manifest.homepage,
};

const providers = await readProviders();
const outputs = [
  [LIST, printList(providers)],
  [UNITS, printUnits(readUnitTable())],
];
if (process.argv.includes('--check')) {
  const stale = outputs.filter(([file, text]) => readFileSync(file, 'utf8') !== text);
  for (const [file] of stale) console.error(`${file} differs from ${SOURCE} ${source.version}`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [file, text] of outputs) writeFileSync(file, text);
  const models = providers.reduce((sum, provider) => sum + provider.models.length, 0);
  console.log(`${providers.length} providers, ${models} models from ${SOURCE} ${source.version}`);
}

async function readProviders() {
  const { waitForUpdate } = await import(SOURCE);
  return (await waitForUpdate()).map((provider) => {
    const { id, name, api_pattern, model_match, provider_match, fallback_model_providers } = provider;
    return {
      ...defined({ id, name, pricing_urls: provider.pricing_urls, api_pattern, model_match, provider_match }),
      ...defined({ fallback_model_providers, extractors: provider.extractors }),
      models: provider.models.map((model) => modelEntry(id, model)),
    };
  });
}

/** Order of the models is kept: the first that matches a name wins. */
function modelEntry(provider, { id, name, match, context_window, deprecated, prices }) {
  const dated = Array.isArray(prices) ? prices : [{ prices }];
  return defined({
    id,
    name,
    match,
    context_window,
    deprecated,
    minimum_audio_seconds: MINIMUM_AUDIO_SECONDS[provider]?.[id],
    prices: dated.map((price) => ({ ...constraintOf(price.constraint), rates: ratesOf(price.prices) })),
  });
}

function constraintOf(constraint) {
  if (constraint === undefined) return {};
  if (constraint.type === 'start_date') return { start_date: constraint.start_date };
  if (constraint.type === 'time_of_date') {
    return { time_of_day: { start: constraint.start_time, end: constraint.end_time } };
  }
  throw new Error(`Unknown price constraint ${JSON.stringify(constraint)}`);
}

function ratesOf(prices) {
  const rates = Object.entries(prices).filter(([, rate]) => rate !== undefined);
  return Object.fromEntries(rates.map(([key, rate]) => [key, rateOf(rate)]));
}

function rateOf(rate) {
  if (typeof rate === 'number') return plain(rate);
  const tiers = rate.tiers.map(({ start, price }) => ({ start, price: plain(price) }));
  return { base: plain(rate.base), tiers: tiers.sort((a, b) => a.start - b.start) };
}

/** The shortest decimal that denotes the number, without exponent. */
function plain(number) {
  if (!Number.isFinite(number) || number < 0) throw new Error(`${number} is not a rate`);
  const [digits, exponent = '0'] = String(number).split('e');
  const [whole, fraction = ''] = digits.split('.');
  const point = whole.length + Number(exponent);
  const all = (whole + fraction).padStart(whole.length + fraction.length + Math.max(0, 1 - point), '0');
  const at = Math.max(1, point);
  const padded = all.padEnd(at, '0');
  return padded.length === at ? padded : `${padded.slice(0, at)}.${padded.slice(at)}`;
}

/** The source keeps its unit table private: the object literal around `price_key: "input_mtok"` is read as text. */
function readUnitTable() {
  const text = readFileSync(join(home, 'dist/index.js'), 'utf8');
  const inside = text.indexOf('price_key: "input_mtok"');
  const start = text.lastIndexOf(' = {\n', inside);
  const end = text.indexOf('\n};', inside);
  if (inside < 0 || start < 0 || end < 0) throw new Error('The unit table is not where it used to be');
  const literal = text.slice(text.indexOf('{', start), end + 2);
  return new Function(`return ${literal}`)();
}

/** Units of our own, marked so, stay. */
function printUnits(table) {
  const { units: before = {} } = existsSync(UNITS) ? JSON.parse(readFileSync(UNITS, 'utf8')) : {};
  const own = Object.fromEntries(Object.entries(before).filter(([, unit]) => unit.own === true));
  const lines = Object.entries({ ...own, ...table }).map(
    ([id, { dimensions, per, price_key = id, ...rest }]) => {
      if (rest.own === true)
        return `    ${JSON.stringify(id)}: ${spaced({ name: rest.name, dimensions, per, price_key, own: true })}`;
      const name = UNIT_NAMES[id] ?? humanise(id);
      return `    ${JSON.stringify(id)}: ${spaced({ name, dimensions, per, price_key })}`;
    },
  );
  const head = `{\n  "source": ${spaced(source)},\n  "units": {\n`;
  return `${head}${lines.join(',\n')}\n  }\n}\n`;
}

/** One line per model and per extractor mapping, so that a changed price is a one-line difference. */
function printList(entries) {
  const blocks = entries.map(({ extractors, models, ...head }) => {
    const fields = Object.entries(head).map(
      ([key, value]) => `      ${JSON.stringify(key)}: ${spaced(value)}`,
    );
    if (extractors !== undefined)
      fields.push(`      "extractors": [\n${extractors.map(printExtractor).join(',\n')}\n      ]`);
    const rows = models.map((model) => `        ${spaced(model)}`);
    fields.push(`      "models": [\n${rows.join(',\n')}\n      ]`);
    return `    {\n${fields.join(',\n')}\n    }`;
  });
  return `{\n  "source": ${spaced(source)},\n  "providers": [\n${blocks.join(',\n')}\n  ]\n}\n`;
}

function printExtractor({ api_flavor, root, model_path, mappings }) {
  const rows = mappings.map((mapping) => `            ${spaced(mapping)}`);
  const head = spaced({ api_flavor, root, model_path }).slice(0, -2);
  return `        ${head},\n          "mappings": [\n${rows.join(',\n')}\n          ] }`;
}

function spaced(value) {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function humanise(id) {
  const words = id.replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}

function defined(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
