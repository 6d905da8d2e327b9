import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WeirError } from '@weir/core/errors';
import {
  type ModelCatalog,
  type PriceList,
  type PriceOverride,
  parseModels,
  parseOverrides,
  parsePriceList,
} from '@weir/core/pricing';
import { parseUnits, type UnitRegistry } from '@weir/core/usage';
import { type ProviderPreset, parsePresets } from './provider-presets.ts';

/** The data Weir ships: read once at start, immutable. */
export interface Catalog {
  /** Where it was found, for messages. */
  directory: string;
  units: UnitRegistry;
  list: PriceList;
  /** catalog/prices/overrides.json. */
  overrides: readonly PriceOverride[];
  models: ModelCatalog;
  /** catalog/providers.json. */
  presets: readonly ProviderPreset[];
}

export interface CatalogOptions {
  env?: Readonly<Record<string, string | undefined>>;
  /** Directory of this module; tests pass another. */
  from?: string;
}

const PROOF = 'units.json';
/** Steps up from this module to where `catalog/` may lie: beside the bundle, above it, at the top of the sources. */
const LEVELS = 5;

/**
 * Finds and reads `catalog/`: WEIR_CATALOG_DIR if set, else next to the bundle, else in the source tree. Throws
 * `config_invalid` that names the file and the entry at fault.
 */
export function loadCatalog({ env = process.env, from }: CatalogOptions = {}): Catalog {
  const directory = findCatalog(env, from ?? dirname(fileURLToPath(import.meta.url)));
  const units = parseUnits(readJson(directory, PROOF));
  return {
    directory,
    units,
    list: parsePriceList(readJson(directory, 'prices/list.json'), units),
    overrides: readOverrides(directory, units),
    models: parseModels(readJson(directory, 'models.json')),
    presets: readPresets(directory),
  };
}

/** catalog/providers.json alone, for those who need no prices. Throws like `loadCatalog`. */
export function loadPresets({ env = process.env, from }: CatalogOptions = {}): readonly ProviderPreset[] {
  return readPresets(findCatalog(env, from ?? dirname(fileURLToPath(import.meta.url))));
}

function readPresets(directory: string): readonly ProviderPreset[] {
  return parsePresets(readJson(directory, 'providers.json'));
}

function readOverrides(directory: string, units: UnitRegistry): readonly PriceOverride[] {
  const file = 'prices/overrides.json';
  try {
    return parseOverrides(readJson(directory, file), units);
  } catch (cause) {
    if (!(cause instanceof WeirError) || cause.code === 'config_invalid') throw cause;
    throw new WeirError('config_invalid', `catalog/${file}: ${cause.message}`, { cause });
  }
}

function findCatalog(env: Readonly<Record<string, string | undefined>>, from: string): string {
  const named = env['WEIR_CATALOG_DIR'];
  if (named !== undefined && named !== '') {
    if (existsSync(join(named, PROOF))) return named;
    throw missing(`WEIR_CATALOG_DIR is ${named}, which holds no ${PROOF}`);
  }
  let at = from;
  for (let level = 0; level <= LEVELS; level++) {
    const candidate = join(at, 'catalog');
    if (existsSync(join(candidate, PROOF))) return candidate;
    at = dirname(at);
  }
  throw missing(`No catalog directory was found at or above ${from}`);
}

function readJson(directory: string, file: string): unknown {
  const path = join(directory, file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WeirError('config_invalid', `${path} cannot be read.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new WeirError('config_invalid', `${path} is not JSON: ${reason}`, { cause });
  }
}

function missing(problem: string): WeirError {
  return new WeirError('config_invalid', `${problem}.`, {
    remedy: 'Set WEIR_CATALOG_DIR to the catalog directory that belongs to this version.',
  });
}
