import { WeirError } from '../errors/index.ts';
import type { Unit } from './types.ts';
import { UnitRegistry } from './units.ts';

/** Reads the content of catalog/units.json. Throws `config_invalid` that names the unit at fault. */
export function parseUnits(content: unknown): UnitRegistry {
  const table = isRecord(content) ? content['units'] : undefined;
  if (!isRecord(table)) throw invalid('units', 'must be an object of units by id');
  const units = Object.entries(table).map(([id, entry]) => parseUnit(id, entry));
  const priceKeys = new Set<string>();
  for (const unit of units) {
    if (priceKeys.has(unit.priceKey)) throw invalid(unit.id, `has a price_key in use: ${unit.priceKey}`);
    priceKeys.add(unit.priceKey);
  }
  return new UnitRegistry(units);
}

function parseUnit(id: string, entry: unknown): Unit {
  if (!isRecord(entry)) throw invalid(id, 'must be an object');
  const { name, dimensions, per, price_key: priceKey } = entry;
  if (typeof name !== 'string' || name === '') throw invalid(id, 'needs a name');
  if (typeof priceKey !== 'string' || priceKey === '') throw invalid(id, 'needs a price_key');
  if (typeof per !== 'number' || !Number.isSafeInteger(per) || per <= 0) {
    throw invalid(id, 'needs per, a positive integer');
  }
  if (!isDimensions(dimensions)) throw invalid(id, 'needs dimensions, names to texts, family among them');
  return Object.freeze({ id, name, dimensions: Object.freeze({ ...dimensions }), per, priceKey });
}

function isDimensions(value: unknown): value is Record<string, string> {
  return (
    isRecord(value) &&
    typeof value['family'] === 'string' &&
    Object.values(value).every((item) => typeof item === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(id: string, problem: string): WeirError {
  return new WeirError('config_invalid', `catalog/units.json: ${id} ${problem}`, { field: id });
}
