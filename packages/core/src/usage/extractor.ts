import { isMapping, type Path, pathName, valueAt } from './path.ts';
import type { UnitId } from './types.ts';

/** Where one quantity of a provider's answer is found, and the unit it counts toward. Several may feed one unit. */
export interface ExtractMapping {
  path: Path;
  dest: UnitId;
  required: boolean;
}

/** How one wire dialect (`api_flavor`) of a provider reports usage. */
export interface Extractor {
  api_flavor: string;
  /** Object that holds the counts. */
  root: Path;
  model_path: Path;
  mappings: readonly ExtractMapping[];
}

/** An entry of the price list, as far as usage goes. */
export interface ExtractorOwner {
  id: string;
  extractors?: readonly Extractor[] | undefined;
}

/**
 * How well an extractor suits a body: the number of different counts it finds, or undefined when one that it requires is not
 * there. An extractor that requires nothing fits anything with its root, so that it says little: it counts as 0.
 */
export function suitability(extractor: Extractor, body: unknown): number | undefined {
  const holder = valueAt(body, extractor.root);
  if (!isMapping(holder)) return undefined;
  const found = new Set<string>();
  let required = 0;
  for (const mapping of extractor.mappings) {
    const present = typeof valueAt(holder, mapping.path) === 'number';
    if (mapping.required && !present) return undefined;
    if (mapping.required) required++;
    if (present) found.add(pathName(mapping.path));
  }
  return required === 0 ? 0 : found.size;
}
