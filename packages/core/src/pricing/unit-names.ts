import { WeirError } from '../errors/index.ts';
import type { UnitId, UnitRegistry } from '../usage/index.ts';

/** Units by id or as `family:<family>`. Throws `invalid_argument` for a name that is neither. */
export function unitsNamed(names: readonly unknown[], units: UnitRegistry): ReadonlySet<UnitId> {
  const chosen = names.flatMap((name) => {
    const family = typeof name === 'string' && name.startsWith('family:') ? name.slice(7) : undefined;
    const found = units.all.filter((unit) => unit.id === name || unit.dimensions['family'] === family);
    if (found.length > 0) return found.map((unit) => unit.id);
    throw new WeirError('invalid_argument', `units names ${JSON.stringify(name)}, which is not a unit.`, {
      field: 'units',
      remedy: 'Take ids of catalog/units.json, or family:<family>.',
    });
  });
  return new Set(chosen);
}
