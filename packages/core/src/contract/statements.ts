import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';
import { CHARGE_CATEGORIES } from './vocabulary.ts';

/**
 * What is known of the side that bills: one line of a provider's usage report, cost report, invoice or of a file of costs,
 * brought into one shape. A source that tells a line anew (today's bucket, a restated bill) sends the same `id` with a
 * later `version`; the latest counts. Exact: decimals as text.
 */
export const statementLine = z.object({
  /** Source that told it. */
  source: z.string(),
  /** Stable among all deliveries of this source: made of the period and everything that names the line, never of its figures. */
  id: z.string(),
  /** When the source told it; the latest of an id counts. */
  version: instant,
  /** The source told the period anew without this line: it counts no more. */
  gone: z.literal(true).optional(),
  /** `usage` lines tell quantities, `cost` lines amounts; many tell both. */
  tells: z.enum(['usage', 'cost', 'both']),
  provider: z.string(),
  /** Billing account. */
  account: z.string().optional(),
  /** Project, workspace, subscription or linked account. */
  project: z.string().optional(),
  /** Id or name of the provider's key. */
  key: z.string().optional(),
  /** Of the provider's list; absent when the line does not tell. */
  model: z.string().optional(),
  /** Unit id of catalog/units.json; absent when the line covers several or none. */
  unit: z.string().optional(),
  category: z.enum(CHARGE_CATEGORIES),
  tier: z.string().optional(),
  region: z.string().optional(),
  /** The period it covers: [since, until). */
  since: instant,
  until: instant,
  /** In units of `unit`; may be negative in corrections. */
  quantity: decimalString.optional(),
  requests: z.number().int().nonnegative().optional(),
  cost: decimalString.optional(),
  /** Before discounts, where the source tells it. */
  list_cost: decimalString.optional(),
  /** After commitments are spread, where the source tells it. */
  effective_cost: decimalString.optional(),
  currency: z.string().length(3),
  invoice: z.string().optional(),
  description: z.string(),
  user: z.string().optional(),
  /** Tags of the source, as it names them. */
  tags: z.record(z.string(), z.string()),
  /** Columns of the source that have no place above, so that an export can give them back. */
  further: z.record(z.string(), z.string()).optional(),
});
export type StatementLine = z.infer<typeof statementLine>;
