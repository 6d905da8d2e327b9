import { WeirError } from '../errors/index.ts';
import type { UnitId, UnitRegistry } from '../usage/index.ts';

const FAMILY = 'family:';

/** Units of an id or of `family:<family>`; none when it names nothing. */
export function unitsCalled(name: unknown, units: UnitRegistry): UnitId[] {
  const family = typeof name === 'string' && name.startsWith(FAMILY) ? name.slice(FAMILY.length) : undefined;
  const named = units.all.filter(
    ({ id, dimensions }) => id === name || (family !== undefined && dimensions['family'] === family),
  );
  return named.map(({ id }) => id);
}

/** Units by id or as `family:<family>`. Throws `invalid_argument` for a name that is neither. */
export function unitsNamed(names: readonly string[], units: UnitRegistry): ReadonlySet<UnitId> {
  const unknown = names.find((name) => unitsCalled(name, units).length === 0);
  if (unknown === undefined) return new Set(names.flatMap((name) => unitsCalled(name, units)));
  throw new WeirError('invalid_argument', `${JSON.stringify(unknown)}, which is not a unit, is named.`, {
    field: 'units',
    remedy: 'Take ids of catalog/units.json, or family:<family>.',
  });
}
