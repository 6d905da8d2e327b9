import type { MovedCalls, ProposedEntry } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { MovableCharge, MovableGroup } from '../../ledger/attribution-port.ts';
import type { Reassigned } from './reassign.ts';

/** Names the entries that a rule has put in place, so that it does not look at them again. */
export const lineOf = (rule: string) => `attribution/${rule}`;

/** Stands in for a unit where calls were charged nothing. */
const NO_UNIT = 'calls';

/** Takes a group away from where it is and adds it where it belongs: the two sum to nothing in every figure. */
export function pairOf(rule: string, group: MovableGroup, to: Reassigned): [ProposedEntry, ProposedEntry] {
  const from = { tags: group.tags, attribution: group.attribution, missing: [] };
  return [entryOf(rule, group, from, -1), { ...entryOf(rule, group, to, 1), source_line: lineOf(rule) }];
}

function entryOf(
  rule: string,
  group: MovableGroup,
  { tags, attribution, missing }: Reassigned,
  sign: 1 | -1,
): ProposedEntry {
  const charges = group.charges.map((charge) => signed(charge, sign));
  const [first] = charges;
  const sum = (name: 'list_cost' | 'contracted_cost' | 'effective_cost') =>
    charges.reduce((all, charge) => all.add(Decimal.from(charge[name])), Decimal.ZERO).toString();
  const avoided = Decimal.from(group.avoided_cost);
  return {
    at: group.at,
    provider: group.provider,
    model: group.model,
    unit: first?.unit ?? NO_UNIT,
    category: first?.category ?? 'model_usage',
    quantity: first?.quantity ?? '0',
    calls: whole(group.calls, sign),
    list_cost: sum('list_cost'),
    contracted_cost: sum('contracted_cost'),
    effective_cost: sum('effective_cost'),
    currency: group.currency,
    price_ref: lineOf(rule),
    tags: { ...tags },
    ...(group.key === '' ? {} : { key: group.key }),
    moved: {
      sandbox: group.sandbox,
      status: group.status,
      attribution,
      missing_tags: missing,
      dialect: group.dialect,
      ...present('purpose', group.purpose as NonNullable<MovedCalls['purpose']>),
      ...present('cache', group.cache as NonNullable<MovedCalls['cache']>),
      ...present('data_class', group.data_class),
      ...present('region', group.region),
      ...(avoided.isZero ? {} : { avoided_cost: times(group.avoided_cost, sign) }),
      charges,
    },
  };
}

function signed(charge: MovableCharge, sign: 1 | -1): MovableCharge {
  return {
    ...charge,
    quantity: times(charge.quantity, sign),
    list_cost: times(charge.list_cost, sign),
    contracted_cost: times(charge.contracted_cost, sign),
    effective_cost: times(charge.effective_cost, sign),
  };
}

function times(amount: string, sign: 1 | -1): string {
  const value = Decimal.from(amount);
  return (sign === 1 ? value : Decimal.ZERO.subtract(value)).toString();
}

/** -1 times 0 is 0. */
const whole = (count: number, sign: 1 | -1) => (count === 0 ? 0 : sign * count);

function present<N extends string, T extends string>(name: N, value: T): { [K in N]?: T } {
  return (value as string) === '' ? {} : ({ [name]: value } as { [K in N]?: T });
}
