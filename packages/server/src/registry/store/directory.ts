import type {
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

/** Rows that admission rules are compiled from. */
export interface Tables {
  organization: typeof organizations.$inferSelect;
  costCenter: typeof costCenters.$inferSelect;
  team: typeof teams.$inferSelect;
  application: typeof applications.$inferSelect;
  environment: typeof environments.$inferSelect;
  workload: typeof workloads.$inferSelect;
  budget: typeof budgets.$inferSelect;
  /** Those that nobody has ended. */
  budgetLift: typeof budgetLifts.$inferSelect;
  rateLimit: typeof rateLimits.$inferSelect;
  /** Those that are thrown. */
  kill: typeof kills.$inferSelect;
  key: typeof keys.$inferSelect;
  priceOverride: typeof priceOverrides.$inferSelect;
  /** Those that were approved. */
  priceList: typeof priceLists.$inferSelect;
  route: typeof routes.$inferSelect;
  dataClass: typeof dataClasses.$inferSelect;
  gate: typeof gates.$inferSelect;
  tagDefinition: typeof tagDefinitions.$inferSelect;
}
export type TableName = keyof Tables;

export type DirectoryEdit = (directory: Directory) => void;

/**
 * The registry's rules in memory, as committed: compiling admission state from here costs no query, whatever the
 * number of keys. Edited only after the transaction that changed the rows is durable.
 */
export interface Directory {
  version: number;
  rows: { readonly [T in TableName]: Map<string, Tables[T]> };
}

export function emptyDirectory(): Directory {
  return {
    version: 0,
    rows: {
      organization: new Map(),
      costCenter: new Map(),
      team: new Map(),
      application: new Map(),
      environment: new Map(),
      workload: new Map(),
      budget: new Map(),
      budgetLift: new Map(),
      rateLimit: new Map(),
      kill: new Map(),
      key: new Map(),
      priceOverride: new Map(),
      priceList: new Map(),
      route: new Map(),
      dataClass: new Map(),
      gate: new Map(),
      tagDefinition: new Map(),
    },
  };
}
