import { WeirError } from '@weir/core/errors';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../env.ts';

/** Escapes that may stand for a NUL or for half a character. */
const SUSPICIOUS = /\\u(0000|d[89a-f])/i;

/** Refuses text that no store can keep: NUL and halves of characters, in the address or in a JSON body. */
export const storableText: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (/%00/.test(c.req.url)) throw unstorable('The address');
  if (c.req.header('content-type')?.includes('json') === true && SUSPICIOUS.test(await c.req.text())) {
    const field = unstorableField(await c.req.json().catch(() => undefined), []);
    if (field !== undefined) throw unstorable('The body', field);
  }
  await next();
};

function unstorableField(value: unknown, path: readonly string[]): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : path.join('.');
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, one] of Object.entries(value)) {
    const at = [...path, name];
    const field = isStorable(name) ? unstorableField(one, at) : path.join('.');
    if (field !== undefined) return field;
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

function unstorable(where: string, field?: string): WeirError {
  return new WeirError(
    'invalid_argument',
    `${where} holds a NUL or half a character, which cannot be stored`,
    {
      ...(field === undefined ? {} : { field }),
      remedy: 'Remove it and send the rest.',
    },
  );
}
