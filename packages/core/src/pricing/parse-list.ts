import { WeirError } from '../errors/index.ts';
import type { UnitRegistry } from '../usage/index.ts';
import type { ListPrice, PriceList } from './list.ts';
import { secondOfDay } from './period.ts';

const FILE = 'catalog/prices/list.json';
const RATE = /^\d+(\.\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

type Json = Record<string, unknown>;

/**
 * Checks the content of catalog/prices/list.json, by hand because it is large and read at every start. Throws
 * `config_invalid` that names the entry.
 */
export function parsePriceList(content: unknown, units: UnitRegistry): PriceList {
  const root = object(content, 'the file');
  const source = object(root['source'], 'source');
  for (const key of ['package', 'version', 'licence']) text(source[key], `source.${key}`);
  const providers = list(root['providers'], 'providers');
  const seen = new Set<string>();
  for (const [index, entry] of providers.entries()) {
    const provider = object(entry, `providers.${index}`);
    const id = text(provider['id'], `providers.${index}.id`);
    if (seen.has(id)) throw invalid(id, 'appears twice');
    seen.add(id);
    checkProvider(provider, id, units);
  }
  return content as PriceList;
}

function checkProvider(provider: Json, id: string, units: UnitRegistry): void {
  for (const key of ['provider_match', 'model_match']) {
    if (provider[key] !== undefined) checkMatch(provider[key], `${id}.${key}`);
  }
  if (provider['fallback_model_providers'] !== undefined) {
    for (const other of list(provider['fallback_model_providers'], `${id}.fallback_model_providers`)) {
      text(other, `${id}.fallback_model_providers`);
    }
  }
  if (provider['extractors'] !== undefined) {
    for (const extractor of list(provider['extractors'], `${id}.extractors`)) {
      checkExtractor(object(extractor, `${id}.extractors`), id, units);
    }
  }
  for (const [index, entry] of list(provider['models'], `${id}.models`).entries()) {
    const model = object(entry, `${id}.models.${index}`);
    checkModel(model, `${id}/${text(model['id'], `${id}.models.${index}.id`)}`, units);
  }
}

function checkExtractor(extractor: Json, id: string, units: UnitRegistry): void {
  const where = `${id}.extractors.${text(extractor['api_flavor'], `${id}.extractors`)}`;
  for (const key of ['root', 'model_path']) checkPath(extractor[key], `${where}.${key}`);
  for (const entry of list(extractor['mappings'], `${where}.mappings`)) {
    const mapping = object(entry, `${where}.mappings`);
    checkPath(mapping['path'], `${where}.mappings`);
    const dest = text(mapping['dest'], `${where}.mappings.dest`);
    if (units.get(dest) === undefined) throw invalid(where, `counts toward ${dest}, which is not a unit`);
    if (typeof mapping['required'] !== 'boolean') throw invalid(where, `${dest} needs required`);
  }
}

function checkModel(model: Json, where: string, units: UnitRegistry): void {
  checkMatch(model['match'], `${where}.match`);
  const prices = list(model['prices'], `${where}.prices`);
  if (prices.length === 0) throw invalid(where, 'needs a price');
  for (const [index, price] of prices.entries()) checkPrice(price, `${where}.prices.${index}`, units);
}

function checkPrice(entry: unknown, where: string, units: UnitRegistry): void {
  const price = object(entry, where);
  const { start_date: date, time_of_day: window } = price;
  if (date !== undefined && !isDate(date)) throw invalid(where, 'start_date must be a date like 2026-03-13');
  if (window !== undefined) {
    const { start, end } = object(window, `${where}.time_of_day`);
    secondOfDay(text(start, `${where}.time_of_day.start`));
    secondOfDay(text(end, `${where}.time_of_day.end`));
  }
  checkRates(object(price['rates'], `${where}.rates`) as ListPrice['rates'], where, units);
}

function checkRates(rates: Json, where: string, units: UnitRegistry): void {
  for (const [key, rate] of Object.entries(rates)) {
    if (units.forPriceKey(key) === undefined)
      throw invalid(where, `prices ${key}, which is no unit's price_key`);
    if (isRate(rate)) continue;
    const tiered = object(rate, `${where}.${key}`);
    if (!isRate(tiered['base'])) throw invalid(`${where}.${key}`, 'needs a base rate as a decimal string');
    let before = -1;
    for (const tier of list(tiered['tiers'], `${where}.${key}.tiers`)) {
      const { start, price } = object(tier, `${where}.${key}.tiers`);
      if (typeof start !== 'number' || !Number.isSafeInteger(start) || start <= before || !isRate(price)) {
        throw invalid(`${where}.${key}`, 'has a tier without a rising start and a decimal price');
      }
      before = start;
    }
  }
}

function checkMatch(value: unknown, where: string): void {
  const rule = object(value, where);
  const [key, operand] = Object.entries(rule)[0] ?? [];
  if (key === 'or' || key === 'and') {
    for (const part of list(operand, where)) checkMatch(part, where);
    return;
  }
  if (key !== undefined && ['equals', 'starts_with', 'ends_with', 'contains', 'regex'].includes(key)) {
    text(operand, where);
    return;
  }
  throw invalid(where, 'is not a match rule');
}

function checkPath(value: unknown, where: string): void {
  for (const step of Array.isArray(value) ? value : [value]) {
    if (typeof step === 'string') continue;
    const { type, field, match } = object(step, where);
    if (type !== 'array-match' || typeof field !== 'string') throw invalid(where, 'is not a path');
    checkMatch(match, where);
  }
}

function isRate(value: unknown): value is string {
  return typeof value === 'string' && RATE.test(value);
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && DATE.test(value) && !Number.isNaN(Date.parse(value));
}

function object(value: unknown, where: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(where, 'must be an object');
  }
  return value as Json;
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(where, 'must be a list');
  return value;
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw invalid(where, 'must be a text');
  return value;
}

function invalid(where: string, problem: string): WeirError {
  return new WeirError('config_invalid', `${FILE}: ${where} ${problem}`, { field: where });
}
