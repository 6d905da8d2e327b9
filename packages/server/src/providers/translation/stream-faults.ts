import type { StreamEvent } from './answer.ts';
import { isObject } from './cursor.ts';

/** The payload of an event, if it is a JSON object. */
export function parsed(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The provider's stream cannot be carried on: better an error than an answer with a hole. */
export function badEvent(what = 'an event that cannot be read'): Extract<StreamEvent, { type: 'error' }> {
  return {
    type: 'error',
    error: { status: 502, code: 'upstream_malformed', message: `The provider's stream held ${what}.` },
  };
}
