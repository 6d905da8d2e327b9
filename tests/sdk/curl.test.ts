import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openaiCost } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { SANDBOXES } from './ledger.ts';

const run = promisify(execFile);
let weir: RunningWeir;
let key: string;

beforeAll(async () => {
  weir = await startWeir();
  key = (await weir.admin.createWorkload('curl', { approved_models: SANDBOXES })).secret;
});
afterAll(async () => {
  await weir?.stop();
});

/** Head and body, as curl prints them. */
async function curl(...args: string[]): Promise<{ head: string; body: string; callId: string }> {
  const { stdout } = await run('curl', ['-sS', '-i', '--max-time', '20', ...args], { maxBuffer: 10_000_000 });
  const [head = '', ...rest] = stdout.split('\r\n\r\n');
  return { head, body: rest.join('\r\n\r\n'), callId: /x-weir-call-id: (\S+)/i.exec(head)?.[1] ?? '' };
}

const chat = (more: object = {}) =>
  JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }], ...more });
const post = ['-H', 'Content-Type: application/json', '-d'];

it('curl asks as the quick start says, and reads what it cost [12] [14]', async () => {
  const { head, body, callId } = await curl(
    `${weir.gatewayUrl}/v1/chat/completions`,
    '-H',
    `Authorization: Bearer ${key}`,
    ...post,
    chat(),
  );
  expect(head).toMatch(/^HTTP\/1\.1 200/);
  const { usage } = JSON.parse(body) as { usage: { prompt_tokens: number; completion_tokens: number } };
  const call = await weir.admin.call(callId, 5_000);
  expect(call.cost).toBe(openaiCost('gpt-4o-mini', usage));
  const told = /x-weir-cost-usd: (\S+)/i.exec(head)?.[1];
  expect(Number(told)).toBe(Number(call.cost));
});

it('curl -N streams', async () => {
  const { body, callId } = await curl(
    '-N',
    `${weir.gatewayUrl}/v1/chat/completions`,
    '-H',
    `Authorization: Bearer ${key}`,
    ...post,
    chat({ stream: true }),
  );
  expect(body).toMatch(/^data: \{/);
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(body).not.toContain('"usage":{');
  expect((await weir.admin.call(callId, 5_000)).estimated).toBe(false);
});

it.each([
  [
    'x-api-key',
    '/v1/messages',
    '{"model":"claude-haiku-4-5","max_tokens":50,"messages":[{"role":"user","content":"hi"}]}',
  ],
  [
    'x-goog-api-key',
    '/v1beta/models/gemini-2.5-flash:generateContent',
    '{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}',
  ],
])('the key may come in %s [14]', async (header, path, body) => {
  const { head } = await curl(`${weir.gatewayUrl}${path}`, '-H', `${header}: ${key}`, ...post, body);
  expect(head).toMatch(/^HTTP\/1\.1 200/);
});

it('the key may come in the query where Gemini has it, and HTTP/1.0 and Expect are understood [14]', async () => {
  const path = '/v1beta/models/gemini-2.5-flash:generateContent';
  const body = '{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}';
  expect((await curl(`${weir.gatewayUrl}${path}?key=${key}`, ...post, body)).head).toMatch(/^HTTP\/1\.1 200/);
  const auth = ['-H', `Authorization: Bearer ${key}`];
  const old = await curl('--http1.0', `${weir.gatewayUrl}/v1/chat/completions`, ...auth, ...post, chat());
  expect(old.head).toMatch(/ 200 /);
  const expecting = await curl(
    `${weir.gatewayUrl}/v1/chat/completions`,
    ...auth,
    '-H',
    'Expect: 100-continue',
    ...post,
    chat(),
  );
  expect(`${expecting.head}${expecting.body}`).toMatch(/HTTP\/1\.1 200/);
});

it('looks alive to curl -I, and answers OPTIONS [15]', async () => {
  expect((await curl('-I', `${weir.gatewayUrl}/`)).head).toMatch(/^HTTP\/1\.1 200/);
  expect((await curl(`${weir.gatewayUrl}/health/live`)).head).toMatch(/^HTTP\/1\.1 200/);
  expect((await curl(`${weir.gatewayUrl}/health/ready`)).head).toMatch(/^HTTP\/1\.1 200/);
  const preflight = await curl(
    '-X',
    'OPTIONS',
    '-H',
    'Origin: https://a.example',
    '-H',
    'Access-Control-Request-Method: POST',
    `${weir.gatewayUrl}/v1/chat/completions`,
  );
  expect(preflight.head).toMatch(/^HTTP\/1\.1 (200|204)/);
});
