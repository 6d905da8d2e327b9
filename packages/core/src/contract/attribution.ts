import { z } from 'zod';
import { decimalString, instant, slug } from './primitives.ts';

/** A tag of the house's own, or one of the known names with its allowed values. */
export const tagDefinition = z.object({
  /** Name of a tag: one of TAG_NAMES or a custom one. */
  id: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/),
  description: z.string().max(500),
  /** Empty: any value. */
  allowed_values: z.array(z.string().min(1).max(256)).max(1_000),
  /** Tag it lies under, e.g. `region` under `country`. No loops. */
  parent: z.string().optional(),
  /** Which value of the parent a value lies under, where there is a parent. */
  parent_values: z.record(z.string(), z.string()),
  /** What happens to a call with a value that is not allowed: refused, or let through and marked unattributed. */
  on_unknown: z.enum(['reject', 'quarantine']),
  created_at: instant,
  updated_at: instant,
});
export type TagDefinition = z.infer<typeof tagDefinition>;
export const putTagDefinition = tagDefinition
  .omit({ id: true, created_at: true, updated_at: true })
  .partial()
  .extend({ parent: z.string().nullable().optional() })
  .strict();

/** Dimension -> values: all dimensions must hold, one of the values each. `''`: has none. As filters of `/costs`. */
export const tagFilter = z.record(z.string(), z.array(z.string().max(256)).min(1).max(500));
export type TagFilter = z.infer<typeof tagFilter>;

/** A dimension for reporting that no call carries: rules over tags, first match wins. Grouped by as `virtual.<id>`. */
export const virtualTag = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  rules: z
    .array(z.object({ value: z.string().min(1).max(256), when: tagFilter }).strict())
    .min(1)
    .max(200),
  /** For what no rule matches. */
  otherwise: z.string().max(256),
  created_at: instant,
  updated_at: instant,
});
export type VirtualTag = z.infer<typeof virtualTag>;
export const createVirtualTag = virtualTag
  .omit({ created_at: true, updated_at: true })
  .partial({ name: true, otherwise: true })
  .strict();
export const changeVirtualTag = createVirtualTag.omit({ id: true }).partial().strict();

/** Says whose the cost of the past was that nobody had claimed: books correction entries, never edits. */
export const attributionRule = z.object({
  id: slug,
  name: z.string().min(1).max(200),
  when: tagFilter,
  /** Tags that what matches gets. `workload` brings along all tags of that workload. */
  set: z.record(z.string(), z.string().max(256)),
  since: instant,
  /** Exclusive; absent: goes on holding for what lands later. */
  until: instant.optional(),
  reason: z.string().min(1).max(500),
  created_at: instant,
  updated_at: instant,
});
export type AttributionRule = z.infer<typeof attributionRule>;
export const createAttributionRule = attributionRule
  .omit({ created_at: true, updated_at: true })
  .partial({ name: true })
  .strict();

/** `POST /attribution/apply`. */
export const applyAttribution = z
  .object({
    dry_run: z.boolean().default(false),
    /** One rule alone; what rules before it match is left to them all the same. */
    rule: slug.optional(),
  })
  .strict();

/** What rules find to move, by rule and month. Totals do not change, so there is no amount: `cost` is what moves. */
export const attributionRun = z.object({
  dry_run: z.boolean(),
  data: z.array(
    z.object({
      rule: z.string(),
      month: z.string(),
      calls: z.number().int(),
      cost: decimalString,
      currency: z.string(),
      entries: z.number().int(),
      /** Waits for approval. Absent in a dry run. */
      proposal: z.string().optional(),
    }),
  ),
  /** What was left out and why, a sentence each. */
  notes: z.array(z.string()),
});
export type AttributionRun = z.infer<typeof attributionRun>;

/** `GET /attribution/coverage`. */
export const coverageReport = z.object({
  since: instant,
  until: instant,
  currency: z.string(),
  cost: decimalString,
  attributed_cost: decimalString,
  /** attributed / cost, 0..1 with 4 decimals; null when there is no cost. */
  coverage: decimalString.nullable(),
  /** crawl below 50 %, walk below 90 %, run from there on. */
  maturity: z.enum(['crawl', 'walk', 'run']).nullable(),
  trend: z.array(
    z.object({
      bucket: instant,
      cost: decimalString,
      attributed_cost: decimalString,
      coverage: decimalString.nullable(),
    }),
  ),
  /** What to mend first: dearest first, until 80 % of what is unattributed is named, at most 50. */
  work_list: z.array(
    z.object({
      key: z.string(),
      workload: z.string(),
      environment: z.string(),
      missing_tags: z.array(z.string()),
      calls: z.number().int(),
      cost: decimalString,
      /** Of all unattributed cost, this and those above it. */
      share: decimalString,
      cumulative_share: decimalString,
      last_seen_at: instant,
    }),
  ),
  sandbox: z.enum(['include', 'exclude']),
  formulas: z.record(z.string(), z.string()),
});
export type CoverageReport = z.infer<typeof coverageReport>;
