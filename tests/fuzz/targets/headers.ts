import { headerRecord, readHead } from '../../../packages/server/src/gateway/request/head.ts';
import { baggageTags, headerTags } from '../../../packages/server/src/gateway/request/tags.ts';
import type { Random } from '../random.ts';
import { must, orRefused, type Target } from '../target.ts';

const NAMES = [
  'Authorization',
  'x-api-key',
  'X-Goog-Api-Key',
  'Connection',
  'Transfer-Encoding',
  'Content-Length',
  'content-encoding',
  'Cookie',
  'X-Forwarded-For',
  'x-weir-user',
  'x-weir-tag-squad',
  'x-weir-tag-__proto__',
  'x-weir-',
  'baggage',
  'traceparent',
  'anthropic-beta',
  'Idempotency-Key',
  '__proto__',
  'toString',
];
const VALUES = [
  'Bearer wk_secretsecretsecret',
  'bearer  wk_secretsecretsecret ',
  'wk_secretsecretsecret',
  'Basic abc',
  'close, x-custom, authorization',
  'keep-alive',
  'chunked',
  '1e9',
  '-1',
  'gzip',
  'weir.user=a%20b,weir.task=%ff,other=1;p=2',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  '',
  ' ',
  'é',
  '\u00ff',
  'x'.repeat(5_000),
  'a\u0000b',
  'a\r\nb: c',
];
const SECRET = 'wk_secretsecretsecret';
const NEVER =
  /^(authorization|x-api-key|x-goog-api-key|cookie|baggage|connection|transfer-encoding|x-weir-|x-forwarded-)/i;

/** Heads of requests: sorted without an exception; keys, cookies and Weir's own never go on; tags are right or refused. */
export const headers: Target = {
  name: 'headers',
  weight: 8,
  check(random) {
    const raw: string[] = [];
    for (let left = random.int(12); left > 0; left -= 1) raw.push(nameOf(random), random.pick(VALUES));
    const head = readHead(raw);
    for (let i = 0; i < head.forward.length; i += 2) {
      must(!NEVER.test(head.forward[i] ?? ''), 'what is ours stays here', head.forward, raw);
    }
    must(
      head.secret === undefined || !head.secret.includes(' ') || !head.secret.startsWith(SECRET),
      'a key',
      head.secret,
    );
    headerRecord(head);
    const tags = orRefused(() => headerTags(head.weir), ['invalid_argument']);
    for (const [name, value] of [...(tags ?? []), ...baggageTags(head.baggage ?? '')]) {
      must(/^[a-z0-9][a-z0-9_-]*$/.test(name) && value !== '' && value.length <= 256, 'a tag', name, value);
    }
  },
};

function nameOf(random: Random): string {
  const name = random.pick(NAMES);
  return random.chance(0.3) ? name.toUpperCase() : name;
}
