import { expect, it } from 'vitest';
import { createTestIo } from '../testing.ts';
import { checkGateway, checkLoad, checkOtlp, checkOvershoots } from './gateway.ts';

const worker = (changes: object = {}) => ({
  id: 'gw-0',
  pid: 1,
  state: 'ready' as const,
  started_at: '2026-11-22T12:00:00Z',
  calls: 5,
  in_flight: 0,
  state_version: 1,
  ...changes,
});

const status = (workers: object[], gateway_url = 'http://127.0.0.1:4000') =>
  ({ gateway_url, workers }) as unknown as Parameters<typeof checkGateway>[1];

it('counts workers that drain apart from those that should serve', async () => {
  const io = createTestIo({ fetch: async () => new Response('{}') });
  const [gateway] = await checkGateway(io, status([worker(), worker({ state: 'draining' })]));
  expect(gateway).toMatchObject({
    level: 'ok',
    detail: expect.stringContaining('1 of 1 workers ready, 1 draining'),
  });
});

it('takes a certificate for another name for a gateway that answers', async () => {
  const cause = Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const io = createTestIo({ fetch: () => Promise.reject(new TypeError('fetch failed', { cause })) });
  expect((await checkGateway(io, status([worker()], 'https://10.0.0.1:4000')))[0]).toMatchObject({
    level: 'ok',
  });
  expect((await checkGateway(io, status([worker()])))[0]).toMatchObject({ level: 'fail' });
});

it('tells calls turned away, budgets overshot and a collector that is away', () => {
  expect(checkLoad({ workers: [worker({ shed: 3 })] })[0]).toMatchObject({
    level: 'warn',
    detail: expect.stringContaining('3 calls turned away'),
  });
  expect(checkLoad({ workers: [worker()] })[0]).toMatchObject({ level: 'ok' });
  const overshoots = [{ budget: 'bot', overshoot: '0.3', currency: 'EUR' }];
  expect(checkOvershoots({ overshoots })[0]?.detail).toContain('bot by 0.3 EUR');
  const otlp = { endpoint: 'http://c:4318', queued: 8, sent: 1, dropped: 2, last_error: 'ECONNREFUSED' };
  expect(checkOtlp({ otlp })[0]).toMatchObject({ level: 'warn', detail: expect.stringContaining('2 lost') });
  expect(checkOtlp({})).toEqual([]);
});
