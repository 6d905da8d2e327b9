import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testClock } from '../../registry/testing.ts';
import { createSourceHttp } from './http.ts';
import { readPullSettings } from './pull-settings.ts';
import { type ProviderDouble, providerDouble } from './testing.ts';

describe('requests of sources', () => {
  let api: ProviderDouble;
  let waits: number[];
  beforeAll(async () => {
    api = await providerDouble();
  });
  afterAll(() => api.close());
  beforeEach(() => {
    waits = [];
    api.asked.length = 0;
    api.first.length = 0;
    api.answer = () => ({ body: { ok: true } });
  });

  const open = (settings: object = {}, signal = new AbortController().signal) => {
    const clock = testClock('2026-11-22T10:00:00Z');
    return createSourceHttp({
      settings: readPullSettings({ requests_per_minute: 6_000, ...settings }),
      secrets: { key: 'sk-very-secret' },
      clock,
      random: () => 0.5,
      signal,
      async sleep(ms, given) {
        given.throwIfAborted();
        waits.push(Math.round(ms));
        clock.advance(ms);
      },
    });
  };
  const ask = (http = open()) => http.json(new URL('/usage', api.url), {});

  it('keeps to its requests per minute after a few at once', async () => {
    const http = open({ requests_per_minute: 30 });
    for (let i = 0; i < 8; i++) await ask(http);
    expect(waits).toEqual([2_000, 2_000, 2_000]);
    await http.close();
  });

  it('gives up after six tries and says what was answered', async () => {
    for (let i = 0; i < 6; i++) api.first.push({ status: 503, body: 'busy, sk-very-secret' });
    await expect(ask()).rejects.toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringMatching(/\/usage answered 503: busy, \*\*\*$/),
    });
    expect(api.asked).toHaveLength(6);
    expect(waits).toEqual([750, 1_500, 3_000, 6_000, 12_000]);
  });

  it('waits until a limit is reset, as GitHub tells it, but not for hours', async () => {
    const at = Date.parse('2026-11-22T10:00:30Z') / 1_000;
    const reset = (seconds: number) => ({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(seconds),
    });
    api.first.push({ status: 429, headers: reset(at), body: {} });
    expect(await ask()).toEqual({ ok: true });
    expect(waits).toEqual([30_000]);
    api.first.push({ status: 429, headers: reset(at + 7_200), body: {} });
    await expect(ask()).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('does not try again what is refused for what it asks, and does not follow redirects', async () => {
    api.first.push({ status: 404, body: { message: 'Not Found' } });
    await expect(ask()).rejects.toMatchObject({ code: 'invalid_argument' });
    api.first.push({ status: 302, headers: { location: 'http://169.254.169.254/' }, body: {} });
    await expect(ask()).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(api.asked).toHaveLength(2);
  });

  it('says so when something else than JSON is answered', async () => {
    api.answer = () => ({ headers: { 'content-type': 'text/html' }, body: '<html>sign in</html>' });
    await expect(ask()).rejects.toMatchObject({ code: 'upstream_malformed' });
  });

  it('stops at once when it is told to', async () => {
    const controller = new AbortController();
    controller.abort(new Error('stopped'));
    await expect(ask(open({}, controller.signal))).rejects.toThrow('stopped');
    expect(api.asked).toHaveLength(0);
  });

  it('never asks link-local addresses, and private names only when that is allowed', async () => {
    await expect(open().json(new URL('http://169.254.169.254/latest'), {})).rejects.toMatchObject({
      code: 'provider_url_forbidden',
    });
    await expect(open().json(new URL('http://proxy.internal/'), {})).rejects.toMatchObject({
      code: 'provider_url_forbidden',
    });
  });

  it('keeps numbers that a double would change, and text as it is', async () => {
    api.answer = () => ({
      body: '{"a": 0.12345678901234567890, "b": 12.5, "c": "1234567890123456789", "d": 12345678901234567890}',
    });
    expect(await ask()).toEqual({
      a: '0.12345678901234567890',
      b: 12.5,
      c: '1234567890123456789',
      d: '12345678901234567890',
    });
  });
});
