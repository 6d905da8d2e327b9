import { WeirError } from '@weir/core/errors';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppEnv } from '../env.ts';

const MAX_BODY = 1024 * 1024;
const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/** Imports stream and have no limit here. */
export const limitedBody: MiddlewareHandler<AppEnv> = bodyLimit({
  maxSize: MAX_BODY,
  onError: () => {
    throw new WeirError('body_too_large', 'The body is larger than 1 MB', {
      remedy: 'Send less at once; whole files go to POST /imports/calls, which streams.',
    });
  },
});

/** A body that is not declared as JSON would be taken for an empty one. */
export const declaredJson: MiddlewareHandler<AppEnv> = async (c, next) => {
  const type = c.req.header('content-type');
  const hasBody = c.req.raw.body !== null && c.req.header('content-length') !== '0';
  if (hasBody && (type === undefined || !JSON_TYPE.test(type)) && (await c.req.text()) !== '') {
    throw new WeirError('body_not_json', 'The body is not declared as JSON', {
      field: 'Content-Type',
      remedy: 'Send Content-Type: application/json.',
    });
  }
  await next();
};
