import { z } from 'zod';
import { slug } from './primitives.ts';
import { DIALECTS } from './vocabulary.ts';

/** `POST /playground`: a real request through a workload, under all its rules, charged to it. */
export const playgroundRequest = z
  .object({
    workload: slug,
    dialect: z.enum(DIALECTS),
    /** As recorded on calls: `chat.completions`, `messages`, `generateContent`. */
    operation: z.string().min(1).max(100),
    /** Body as a client of that dialect would send it. */
    request: z.record(z.string(), z.unknown()),
  })
  .strict();
export type PlaygroundRequest = z.infer<typeof playgroundRequest>;

/** What the client would have got. `GET /calls/{call_id}` tells cost, route, cache and redaction a moment later. */
export const playgroundAnswer = z.object({
  status: z.number().int(),
  /** JSON of the answer, or its text when it is none (a stream of events). */
  response: z.unknown(),
  call_id: z.string().optional(),
});
export type PlaygroundAnswer = z.infer<typeof playgroundAnswer>;
