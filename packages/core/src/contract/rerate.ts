import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';

/** `POST /prices/rerate`: prices what is booked at the price of its day as the book knows it now. */
export const rerateRequest = z
  .object({
    since: instant,
    until: instant,
    /** Of the attempt that was billed. */
    provider: z.string().min(1).max(100).optional(),
    model: z.string().min(1).max(200).optional(),
    /** Only tells what would be booked; proposes nothing. */
    dry_run: z.boolean().default(true),
  })
  .strict();
export type RerateRequest = z.infer<typeof rerateRequest>;

/** Effective cost before, after, and their difference: exact, `before` + `difference` = `after`. */
const figures = {
  charges: z.number().int(),
  before: decimalString,
  after: decimalString,
  difference: decimalString,
};

export const rerateReport = z.object({
  since: instant,
  until: instant,
  currency: z.string().length(3),
  /** Charges that were looked at; the other figures are of those that differ. */
  examined: z.number().int(),
  ...figures,
  /** Charges that no price is known for still: left as they are. */
  unpriced: z.number().int(),
  /** Charges that cannot be priced anew, and why; left as they are. */
  skipped: z.array(z.object({ reason: z.string(), charges: z.number().int() })),
  by_model: z.array(z.object({ provider: z.string(), model: z.string(), ...figures })),
  by_price: z.array(z.object({ from_ref: z.string(), to_ref: z.string(), ...figures })),
  by_workload: z.array(z.object({ workload: z.string(), ...figures })),
  months: z.array(
    z.object({
      month: z.string(),
      ...figures,
      entries: z.number().int(),
      /** `charge`: an entry per charge that differs. `day`: sums by day x workload x model x unit, above 50,000. */
      grain: z.enum(['charge', 'day']),
      /** Waits for approval; absent in a dry run, or when the same is proposed already. */
      proposal: z.string().optional(),
    }),
  ),
});
export type RerateReport = z.infer<typeof rerateReport>;
