import { WeirError } from '../errors/index.ts';
import { Decimal } from '../money/index.ts';
import type { ExtractMapping, ExtractorOwner } from './extractor.ts';
import { chooseExtractor } from './flavor.ts';
import { isMapping, type Path, pathName, valueAt } from './path.ts';
import type { UnitId, Usage } from './types.ts';

export interface ExtractedUsage {
  /** The dialect that was used. */
  flavor: string;
  /** Model the body names. */
  model: string | undefined;
  /** Inclusive quantities; what the body does not report is absent. */
  usage: Usage;
}

/**
 * Reads the usage out of a provider's whole answer. `flavor` undefined means: recognise the provider's dialect from
 * the body. Throws `invalid_argument` that names the field when the flavor is unknown, or a required count is missing
 * or is not a finite non-negative number.
 */
export function extractUsage(
  owner: ExtractorOwner,
  flavor: string | undefined,
  body: unknown,
): ExtractedUsage {
  if (!isMapping(body)) throw fault('body', `must be an object, not ${kindOf(body)}`);
  const extractor = chooseExtractor(owner, flavor, body);
  const holder = valueAt(body, extractor.root);
  if (!isMapping(holder)) throw fault(pathName(extractor.root), `must be an object, not ${kindOf(holder)}`);
  const model = valueAt(body, extractor.model_path);
  return {
    flavor: extractor.api_flavor,
    model: typeof model === 'string' ? model : undefined,
    usage: collect(extractor.mappings, holder, extractor.root),
  };
}

function collect(mappings: readonly ExtractMapping[], holder: object, root: Path): Usage {
  const usage: Record<UnitId, number> = {};
  for (const { path, dest, required } of mappings) {
    const value = valueAt(holder, path);
    if (typeof value !== 'number') {
      if (required) throw fault(pathName(root, path), `must be a number, not ${kindOf(value)}`);
      continue;
    }
    if (!Number.isFinite(value) || value < 0) {
      throw fault(pathName(root, path), 'must be a finite number that is not negative');
    }
    usage[dest] = sum(usage[dest], value);
  }
  if (Object.keys(usage).length === 0) throw fault(pathName(root), 'holds no usage Weir knows');
  return usage;
}

/** Fractions (seconds of audio) are added as decimals: 0.1 + 0.2 is 0.3. */
function sum(before: number | undefined, value: number): number {
  if (before === undefined) return value;
  if (Number.isSafeInteger(before) && Number.isSafeInteger(value)) return before + value;
  return Number(Decimal.from(before).add(Decimal.from(value)).toString());
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? 'a list' : typeof value;
}

function fault(field: string, problem: string): WeirError {
  return new WeirError('invalid_argument', `The usage cannot be read: ${field} ${problem}.`, {
    field,
    remedy: "Pass the provider's whole answer, with its usage.",
  });
}
