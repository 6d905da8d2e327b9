import { MODEL_TIERS, SCOPE_DIMENSIONS, type Scope, TAG_NAMES } from '@weir/core/contract';
import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import {
  applications,
  budgets,
  costCenters,
  environments,
  keys,
  rateLimits,
  teams,
  workloads,
} from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import { invalid } from './amounts.ts';
import { type Named, refuseReferencedWhere, requireReference } from './references.ts';

const TAG = 'tag.';
const CUSTOM_TAG = /^tag\.[a-z0-9][a-z0-9_.-]{0,62}$/;
// control characters would break headers, CSV and logs
const CONTROL = /\p{Cc}/u;

/** Dimensions whose values are ids of the registry. The others (user, customer, model ...) take any value. */
const REGISTERED: Readonly<Record<string, { table: Named; noun: string }>> = {
  cost_center: { table: costCenters, noun: 'cost center' },
  team: { table: teams, noun: 'team' },
  application: { table: applications, noun: 'application' },
  workload: { table: workloads, noun: 'workload' },
  environment: { table: environments, noun: 'environment' },
  key: { table: keys, noun: 'key' },
};

/** Throws `invalid_argument` naming the dimension for what could never apply: unknown ids, tiers, names of tags. */
export async function checkScope(tx: Queries, scope: Scope, providers: readonly string[]): Promise<void> {
  for (const [dimension, value] of Object.entries(scope)) {
    const field = `scope.${dimension}`;
    checkDimension(dimension, field);
    if (CONTROL.test(value))
      throw invalid(field, `The value of ${dimension} is not printable`, 'Correct it.');
    const registered = REGISTERED[dimension];
    if (registered !== undefined) await requireReference(tx, registered.table, registered.noun, field, value);
    if (dimension === 'provider') requireKnown(value, field, 'provider', providers);
    if (dimension === 'tier') requireKnown(value, field, 'tier', MODEL_TIERS);
  }
}

/** Throws `invalid_argument` unless it is a dimension of scopes. */
export function checkDimension(name: string, field: string): void {
  if ((SCOPE_DIMENSIONS as readonly string[]).includes(name)) return;
  if (!CUSTOM_TAG.test(name)) {
    const remedy = `Use one of ${SCOPE_DIMENSIONS.join(', ')}, or tag.<name> of a custom tag.`;
    throw invalid(field, `"${name}" is no dimension that limits can be narrowed to`, remedy);
  }
  const tag = name.slice(TAG.length);
  if ((SCOPE_DIMENSIONS as readonly string[]).includes(tag)) {
    throw invalid(field, `"${tag}" is no custom tag`, `Write it as ${tag}.`);
  }
  if ((TAG_NAMES as readonly string[]).includes(tag)) {
    throw invalid(field, `"${tag}" is no custom tag`, 'Limits cannot be narrowed to it: use another tag.');
  }
}

export function requireKnown(value: string, field: string, noun: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  const remedy = known.length === 0 ? `There is no ${noun} yet.` : `Use one of: ${known.join(', ')}.`;
  throw invalid(field, `There is no ${noun} "${value}"`, remedy);
}

/** Whatever the order of their dimensions. */
export function sameScope(column: AnyPgColumn, scope: Scope): SQL {
  return sql`${column} = ${JSON.stringify(scope)}::jsonb`;
}

/** Throws `conflict` naming the budgets, then the rate limits, whose scope names a thing that is to be removed. */
export async function refuseScoped(
  tx: Queries,
  what: string,
  dimension: 'cost_center' | 'team' | 'application' | 'environment',
  id: string,
): Promise<void> {
  const names = (column: AnyPgColumn) => sql`${column} ->> ${dimension} = ${id}`;
  const remedy = (noun: string) => `Remove the ${noun} first.`;
  const named = `${what} "${id}"`;
  await refuseReferencedWhere(tx, named, budgets, 'budget', names(budgets.scope), remedy('budget'));
  await refuseReferencedWhere(
    tx,
    named,
    rateLimits,
    'rate limit',
    names(rateLimits.scope),
    remedy('rate limit'),
  );
}
