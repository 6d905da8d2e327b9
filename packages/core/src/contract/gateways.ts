import { z } from 'zod';
import { instant } from './primitives.ts';

/** A host that runs `weir gateway`, as control knows it. */
export const gatewayHost = z.object({
  host: z.string(),
  /** Heard of within the last seconds. */
  connected: z.boolean(),
  /** Null when the control that leads has not heard of it yet. */
  seen_at: instant.nullable(),
  /** Age of the oldest record in its spool that is not in the ledger. */
  lag_ms: z.number(),
  spool_bytes: z.number(),
  last_error: z.string().optional(),
  /** Incarnations whose records have not all landed: what they hold of budgets counts until then. */
  gateways: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['alive', 'ended']),
      connected: z.boolean(),
      since: instant,
    }),
  ),
});
export type GatewayHost = z.infer<typeof gatewayHost>;
