import { WeirError } from '../errors/index.ts';
import { isMapping } from './path.ts';
import type { UnitId, Usage } from './types.ts';
import type { UnitRegistry } from './units.ts';

/**
 * Narrows quantities that someone wrote to Usage: known units, finite numbers that are not negative, no part above
 * its whole. Throws `invalid_argument` with the field.
 */
export function parseUsage(value: unknown, units: UnitRegistry): Usage {
  if (!isMapping(value)) {
    throw new WeirError('invalid_argument', 'usage must be an object of quantities by unit.', {
      field: 'usage',
      remedy: 'Write it like {"input_tokens": 1200, "output_tokens": 300}.',
    });
  }
  const usage: Record<UnitId, number> = {};
  for (const [id, quantity] of Object.entries(value)) {
    if (units.get(id) === undefined) {
      throw new WeirError('invalid_argument', `${JSON.stringify(id)} is not a unit.`, {
        field: `usage.${id}`,
        remedy: 'Units are listed in catalog/units.json.',
      });
    }
    if (typeof quantity !== 'number' || !Number.isFinite(quantity) || quantity < 0) throw notAQuantity(id);
    usage[id] = quantity;
  }
  assertParts(usage, units);
  return usage;
}

/** Throws when a unit is reported at more than a unit it is part of. */
function assertParts(usage: Usage, units: UnitRegistry): void {
  for (const [part, quantity] of Object.entries(usage)) {
    for (const whole of units.ancestorsOf(part)) {
      const limit = usage[whole];
      if (limit !== undefined && quantity > limit) throw partExceedsWhole(part, quantity, whole, limit);
    }
  }
}

export function notAQuantity(id: UnitId): WeirError {
  return new WeirError('invalid_argument', `${id} must be a finite number that is not negative.`, {
    field: `usage.${id}`,
  });
}

export function partExceedsWhole(part: UnitId, quantity: number, whole: UnitId, limit: number): WeirError {
  return new WeirError('invalid_argument', `${part} (${quantity}) exceeds ${whole} (${limit}).`, {
    field: `usage.${part}`,
    remedy: `${part} is part of ${whole} and must be counted in it.`,
  });
}
