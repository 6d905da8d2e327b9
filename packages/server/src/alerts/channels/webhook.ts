import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Channel } from './port.ts';
import type { Post } from './post.ts';

const TOLERANCE_S = 300;

/**
 * JSON to an address of one's own, signed: `x-weir-signature: t=<unix seconds>,v1=<hex>` with the HMAC-SHA256 of
 * `<t>.<body>` under the signing secret, and `x-weir-delivery`, the same for every retry.
 */
export function webhookChannel(post: Post, clock: Clock): Channel {
  return {
    kind: 'webhook',
    fields: {
      required: ['url'],
      optional: ['signing_secret'],
      remedy: { url: 'Give the address that takes the POST.' },
    },
    async send({ url = '', signing_secret = '' }, message, delivery, signal) {
      const { event, at, alert, subject, url: link, context } = message;
      const body = JSON.stringify({
        version: 1,
        delivery,
        event,
        at,
        title: subject,
        url: link,
        alert,
        context,
      });
      await post({
        url,
        body,
        headers: {
          'x-weir-delivery': delivery,
          'x-weir-event': event,
          'x-weir-signature': sign(signing_secret, body, Math.floor(clock.now() / 1_000)),
        },
        secrets: [signing_secret],
        signal,
      });
    },
  };
}

/** `at` in unix seconds. */
export function sign(secret: string, body: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

/** What receivers do; `now` in unix seconds. False when it was not signed with the secret, or longer than 5 minutes ago. */
export function verify(secret: string, body: string, header: string, now: number): boolean {
  const parts = new Map(header.split(',').map((part) => part.split('=', 2) as [string, string]));
  const at = Number(parts.get('t'));
  if (!Number.isInteger(at) || Math.abs(now - at) > TOLERANCE_S) return false;
  const given = Buffer.from(parts.get('v1') ?? '', 'hex');
  const expected = createHmac('sha256', secret).update(`${at}.${body}`).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}
