import { createHash } from 'node:crypto';

/** What every dialect accepts as id of a tool call. OpenAI's limit is the shortest. */
const SAFE = /^[a-zA-Z0-9_-]{1,40}$/;

/**
 * The id in a form that every dialect accepts: itself, or a digest. The same id always gives the same, so calls and
 * results stay matched over any number of turns.
 */
export function toolId(id: string): string {
  return SAFE.test(id) ? id : `call_${createHash('sha256').update(id).digest('hex').slice(0, 24)}`;
}
