import { eq, isNull } from 'drizzle-orm';
import {
  applications,
  budgetLifts,
  budgets,
  costCenters,
  dataClasses,
  environments,
  gates,
  keys,
  kills,
  organizations,
  priceLists,
  priceOverrides,
  rateLimits,
  routes,
  tagDefinitions,
  teams,
  workloads,
} from '../schema/index.ts';
import type { Queries } from './db.ts';
import { type Directory, emptyDirectory } from './directory.ts';

/** Reads all rules once, at open. */
export async function loadDirectory(db: Queries, version: number): Promise<Directory> {
  const directory = emptyDirectory();
  const { rows } = directory;
  fill(rows.organization, await db.select().from(organizations));
  fill(rows.costCenter, await db.select().from(costCenters));
  fill(rows.team, await db.select().from(teams));
  fill(rows.application, await db.select().from(applications));
  fill(rows.environment, await db.select().from(environments));
  fill(rows.workload, await db.select().from(workloads));
  fill(rows.key, await db.select().from(keys));
  fill(rows.priceOverride, await db.select().from(priceOverrides));
  fill(rows.priceList, await db.select().from(priceLists).where(eq(priceLists.state, 'approved')));
  fill(rows.route, await db.select().from(routes));
  fill(rows.dataClass, await db.select().from(dataClasses));
  fill(rows.gate, await db.select().from(gates));
  fill(rows.tagDefinition, await db.select().from(tagDefinitions));
  fill(rows.budget, await db.select().from(budgets));
  fill(rows.budgetLift, await db.select().from(budgetLifts).where(isNull(budgetLifts.endedAt)));
  fill(rows.rateLimit, await db.select().from(rateLimits));
  fill(rows.kill, await db.select().from(kills).where(isNull(kills.endedAt)));
  directory.version = version;
  return directory;
}

function fill<T extends { id: string }>(map: Map<string, T>, rows: readonly T[]): void {
  for (const row of rows) map.set(row.id, row);
}
