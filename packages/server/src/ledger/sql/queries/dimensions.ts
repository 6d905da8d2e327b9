import { CALL_DIMENSIONS, CHARGE_DIMENSIONS, TAG_NAMES, type VirtualTag } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { DimensionFilter } from '../../port.ts';
import type { SqlParameter } from '../engine.ts';

/** Too many values for an hourly rollup: these are answered from the detail rows. */
const UNBOUNDED: ReadonlySet<string> = new Set(['task', 'step', 'user', 'customer']);
const COLUMNS: ReadonlySet<string> = new Set([...TAG_NAMES, ...CALL_DIMENSIONS, ...CHARGE_DIMENSIONS]);
const OF_CHARGE: ReadonlySet<string> = new Set(CHARGE_DIMENSIONS);
const VIRTUAL = /^virtual\.(.{1,200})$/su;
const CUSTOM_TAG = /^tag\.(.{1,200})$/su;

/** A dimension that is worked out of others when it is asked for; undefined for an id that there is none of. */
export type VirtualTags = (id: string) => Pick<VirtualTag, 'rules' | 'otherwise'> | undefined;

/** Collects the bound values of a statement under generated names, so that none ever enters its text. */
export class Parameters {
  readonly values: Record<string, SqlParameter> = {};
  /** Dimensions named `virtual.<id>`; none when absent. */
  readonly virtual: VirtualTags;
  private count = 0;

  constructor(virtual: VirtualTags = () => undefined) {
    this.virtual = virtual;
  }

  /** Returns the placeholder to write into the statement. */
  add(value: SqlParameter, type: 'String' | 'Int64' | 'UInt32' | 'Array(String)'): string {
    const name = `p${this.count++}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}

export interface ResolvedDimension {
  name: string;
  /** SQL that yields its value as text, '' for none. */
  expression: string;
  inRollup: boolean;
  ofCharge: boolean;
}

/** Throws `invalid_argument` for a name that is no dimension. */
export function resolveDimension(name: string, parameters: Parameters): ResolvedDimension {
  const virtual = VIRTUAL.exec(name)?.[1];
  if (virtual !== undefined) return resolveVirtual(name, virtual, parameters);
  const custom = CUSTOM_TAG.exec(name)?.[1];
  const column = custom !== undefined && (TAG_NAMES as readonly string[]).includes(custom) ? custom : name;
  if (COLUMNS.has(column)) {
    return {
      name,
      expression: column === 'sandbox' ? `if(sandbox, 'true', 'false')` : `\`${column}\``,
      inRollup: !UNBOUNDED.has(column),
      ofCharge: OF_CHARGE.has(column),
    };
  }
  if (custom !== undefined) {
    const expression = `tags[${parameters.add(custom, 'String')}]`;
    return { name, expression, inRollup: false, ofCharge: false };
  }
  throw new WeirError('invalid_argument', `${JSON.stringify(name.slice(0, 80))} is not a dimension`, {
    remedy: `Use one of ${[...COLUMNS].join(', ')}, or tag.<name> for a custom tag.`,
  });
}

/** The value of the first rule that holds; over sums where all that its rules ask for is in them. */
function resolveVirtual(name: string, id: string, parameters: Parameters): ResolvedDimension {
  const tag = parameters.virtual(id);
  if (tag === undefined) {
    throw new WeirError('invalid_argument', `There is no virtual tag ${JSON.stringify(id.slice(0, 80))}`, {
      remedy: '`weir virtual-tag list` shows which there are.',
    });
  }
  const plain = new Parameters();
  const used = tag.rules.flatMap(({ when }) => Object.keys(when)).map((one) => resolveDimension(one, plain));
  const cases = tag.rules.map(({ value, when }) => {
    const conditions = resolveFilters(when, parameters).map((filter) =>
      filterCondition(filter.dimension, filter.values, parameters),
    );
    return `${conditions.length === 0 ? 'true' : conditions.join(' AND ')}, ${parameters.add(value, 'String')}`;
  });
  return {
    name,
    expression: `multiIf(${[...cases, parameters.add(tag.otherwise, 'String')].join(', ')})`,
    inRollup: used.every((dimension) => dimension.inRollup),
    ofCharge: used.some((dimension) => dimension.ofCharge),
  };
}

export interface ResolvedFilter {
  dimension: ResolvedDimension;
  values: readonly string[];
}

/** Filters that narrow anything, by dimension. Throws `invalid_argument` for a name that is no dimension. */
export function resolveFilters(filter: DimensionFilter, parameters: Parameters): ResolvedFilter[] {
  return Object.entries(filter)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => ({ dimension: resolveDimension(name, parameters), values }));
}

/** `expression IN (values)`; '' among the values matches what has none. */
export function filterCondition(
  dimension: ResolvedDimension,
  values: readonly string[],
  parameters: Parameters,
): string {
  return `${dimension.expression} IN ${parameters.add(values, 'Array(String)')}`;
}
