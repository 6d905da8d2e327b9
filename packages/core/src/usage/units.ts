import { WeirError } from '../errors/index.ts';
import type { Unit, UnitId } from './types.ts';

/**
 * The unit vocabulary as a lattice: which unit is part of which, and which unit is the overlap (join) of two.
 * Immutable; built once from catalog/units.json.
 */
export class UnitRegistry {
  readonly all: readonly Unit[];
  private readonly byId = new Map<UnitId, Unit>();
  private readonly byPriceKey = new Map<string, Unit>();
  private readonly byDimensions = new Map<string, Unit>();
  private readonly ancestors = new Map<UnitId, ReadonlySet<UnitId>>();

  constructor(units: readonly Unit[]) {
    this.all = units;
    for (const unit of units) {
      this.byId.set(unit.id, unit);
      this.byPriceKey.set(unit.priceKey, unit);
      this.byDimensions.set(dimensionKey(unit.dimensions), unit);
    }
    for (const unit of units) {
      const wholes = units.filter((other) => other !== unit && contains(other, unit)).map(({ id }) => id);
      this.ancestors.set(unit.id, new Set(wholes));
    }
  }

  get(id: UnitId): Unit | undefined {
    return this.byId.get(id);
  }

  forPriceKey(priceKey: string): Unit | undefined {
    return this.byPriceKey.get(priceKey);
  }

  /** Every unit that `id` is a part of. Throws `internal` for an unknown id. */
  ancestorsOf(id: UnitId): ReadonlySet<UnitId> {
    const found = this.ancestors.get(id);
    if (found === undefined) throw new WeirError('internal', `Unit ${id} is not in the vocabulary`);
    return found;
  }

  isPartOf(part: UnitId, whole: UnitId): boolean {
    return this.ancestorsOf(part).has(whole);
  }

  /** The unit that counts what is in both, when the two can overlap at all and the vocabulary names it. */
  join(a: Unit, b: Unit): Unit | undefined {
    if (!compatible(a, b)) return undefined;
    return this.byDimensions.get(dimensionKey({ ...a.dimensions, ...b.dimensions }));
  }
}

/** Whether `whole` counts everything that `part` counts. */
function contains(whole: Unit, part: Unit): boolean {
  return Object.entries(whole.dimensions).every(([name, value]) => part.dimensions[name] === value);
}

/** Whether something can be counted by both: no dimension on which they differ. */
export function compatible(a: Unit, b: Unit): boolean {
  return Object.entries(a.dimensions).every(
    ([name, value]) => b.dimensions[name] === undefined || b.dimensions[name] === value,
  );
}

function dimensionKey(dimensions: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
