import { z } from 'zod';
import { instant } from './primitives.ts';

/** `GET /calls/{id}/content`: prompt and completion as they were kept, redacted where the policy redacts. */
export const callContent = z.object({
  call_id: z.string(),
  workload: z.string(),
  /** In the client's dialect, as it left the house; as text. */
  request: z.string(),
  /** In the provider's dialect, as it came. */
  answer: z.string(),
  /** One of the two was longer than what is kept. */
  truncated: z.boolean(),
  expires_at: instant,
});
export type CallContent = z.infer<typeof callContent>;
