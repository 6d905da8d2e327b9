import { isMapping, type Path, valueAt } from './path.ts';
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

/** Whether the body has every count the extractor requires. */
export function fits(extractor: Extractor, body: unknown): boolean {
  const holder = valueAt(body, extractor.root);
  if (!isMapping(holder)) return false;
  return extractor.mappings.every(
    ({ path, required }) => !required || typeof valueAt(holder, path) === 'number',
  );
}
