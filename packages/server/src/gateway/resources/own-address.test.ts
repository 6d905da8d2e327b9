import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { withOwnAddress } from './own-address.ts';

const req = (headers: object, encrypted = false) =>
  ({ headers, socket: { encrypted } }) as unknown as IncomingMessage;
const answer = (url: string) => Buffer.from(JSON.stringify({ id: 'msgbatch_1', results_url: url }));
const RESULTS = '/v1/messages/batches/msgbatch_1/results';

it.each([
  [{ host: 'weir.local:4000' }, false, `http://weir.local:4000${RESULTS}`],
  [{ host: 'weir.local' }, true, `https://weir.local${RESULTS}`],
  [
    { host: 'pod:4000', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'ai.example.com' },
    false,
    `https://ai.example.com${RESULTS}`,
  ],
  [{ host: 'bad host"' }, false, RESULTS],
])('leads clients back here for results: %j', (headers, encrypted, expected) => {
  const body = answer(`https://api.anthropic.com${RESULTS}`);
  expect(JSON.parse(withOwnAddress(body, req(headers, encrypted)).toString())).toEqual({
    id: 'msgbatch_1',
    results_url: expected,
  });
});

it('mends every entry of a list, and leaves everything else as it is', () => {
  const list = Buffer.from(
    JSON.stringify({ data: [{ results_url: `https://a.b${RESULTS}` }, { results_url: null }] }),
  );
  expect(withOwnAddress(list, req({ host: 'w' })).toString()).toBe(
    JSON.stringify({ data: [{ results_url: `http://w${RESULTS}` }, { results_url: null }] }),
  );
  const other = Buffer.from('{"id":1}');
  expect(withOwnAddress(other, req({ host: 'w' }))).toBe(other);
});
