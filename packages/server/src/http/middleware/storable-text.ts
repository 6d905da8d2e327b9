import { WeirError } from '@weir/core/errors';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../env.ts';

/** Escapes that may stand for a NUL, for half a character or for a letter of the name that no object can have. */
const SUSPICIOUS = /\\u(00|d[89a-f])|__proto__/i;
/** Readers leave it out without a word: a budget that is narrowed by it would be one of the whole organization. */
const NOBODYS_NAME = '__proto__';

/**
 * Refuses text that no store can keep: NUL and halves of characters, in the address or in a JSON body; and fields that
 * would be lost without anybody noticing.
 */
export const storableText: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (/%00/.test(c.req.url)) throw unstorable('The address');
  if (c.req.header('content-type')?.includes('json') === true && SUSPICIOUS.test(await c.req.text())) {
    const body: unknown = await c.req.json().catch(() => undefined);
    const field = unstorableField(body, []);
    if (field !== undefined) throw unstorable('The body', field);
    if (holdsLostField(body)) throw lostField();
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

function holdsLostField(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, NOBODYS_NAME) || Object.values(value).some(holdsLostField);
}

function lostField(): WeirError {
  return new WeirError('invalid_argument', `There is no field "${NOBODYS_NAME}"`, {
    field: NOBODYS_NAME,
    remedy: 'Leave it out.',
  });
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
