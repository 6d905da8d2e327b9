import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
let dir = '';
const origin = 'http://localhost:4010';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'weir-console-'));
  await mkdir(join(dir, 'site', 'assets'), { recursive: true });
  await writeFile(join(dir, 'secret.txt'), 'outside');
  await writeFile(join(dir, 'site', 'index.html'), '<title>Weir</title>');
  await writeFile(join(dir, 'site', 'assets', 'app-abc.js'), 'let a=1;'.repeat(100));
  await writeFile(join(dir, 'site', 'assets', 'app-abc.js.br'), 'brotli');
  await writeFile(join(dir, 'site', 'assets', 'app-abc.js.gz'), 'gzip');
  h = await createHarness({ consoleDir: join(dir, 'site') });
});
afterAll(async () => {
  await h.close();
  await rm(dir, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: string) =>
  h.app.request(`${origin}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;
const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const json = { 'content-type': 'application/json' };

async function signIn(body: object, headers: Record<string, string> = { origin }): Promise<Response> {
  return get('/api/v1/session', { ...json, ...headers }, 'POST', JSON.stringify(body));
}

describe('who is let in', () => {
  it('health needs nothing, everything else a credential', async () => {
    expect((await get('/health')).status).toBe(200);
    const nothing = await get('/api/v1/status');
    expect([nothing.status, await codeOf(nothing)]).toEqual([401, 'key_missing']);
    expect((await get('/api/v1/openapi.json')).status).toBe(401);
    expect((await get('/api/v1/nothing')).status).toBe(401);
  });

  it('the admin token and the token of the local command line, each as themselves', async () => {
    const authorization = `Bearer ${h.adminToken}`;
    expect((await get('/api/v1/status', { authorization })).status).toBe(200);
    const cli = { authorization: 'bearer cli-token-of-this-run', ...json };
    expect((await get('/api/v1/cost-centers', cli, 'POST', '{"id":"by-cli"}')).status).toBe(201);
    const audit = await (await get('/api/v1/audit?subject=cost_center/by-cli', cli)).json();
    expect(audit).toMatchObject({ data: [{ actor: 'cli' }] });
  });

  it.each(['Bearer', 'Bearer x', 'Basic abc', 'Bearer wk_000', ''])('not %j', async (authorization) => {
    expect((await get('/api/v1/status', { authorization })).status).toBe(401);
  });

  it('a gateway key opens nothing here', async () => {
    expect((await get('/api/v1/status', { authorization: `Bearer ${h.sandboxKey}` })).status).toBe(401);
  });

  it('guessing gets slower, a right token never does', async () => {
    h.clock.advance(120_000);
    h.slept.length = 0;
    for (let i = 0; i < 9; i++) await get('/api/v1/status', { authorization: `Bearer guess-${i}` });
    expect(h.slept).toEqual([100, 200, 400, 800]);
    await get('/api/v1/status', { authorization: `Bearer ${h.adminToken}` });
    expect(h.slept).toHaveLength(4);
    h.clock.advance(120_000);
    await get('/api/v1/status', { authorization: 'Bearer guess' });
    expect(h.slept).toHaveLength(4);
  });
});

describe('a session', () => {
  it('comes from the token, in a cookie no script can read, and ends on sign-out', async () => {
    const response = await signIn({ token: h.adminToken });
    expect(response.status).toBe(200);
    const attributes = response.headers.get('set-cookie') ?? '';
    expect(attributes).toMatch(/HttpOnly/);
    expect(attributes).toMatch(/SameSite=Strict/);
    expect(attributes).not.toMatch(/Secure/);
    const cookie = cookieOf(response);
    expect((await get('/api/v1/status', { cookie })).status).toBe(200);
    expect((await get('/api/v1/session', { cookie, origin }, 'DELETE')).status).toBe(204);
    expect((await get('/api/v1/status', { cookie })).status).toBe(401);
  });

  it('comes from a one-time code once, for ten minutes', async () => {
    const code = h.codes.mint();
    expect((await signIn({ code })).status).toBe(200);
    expect((await signIn({ code })).status).toBe(401);
    const late = h.codes.mint();
    h.clock.advance(10 * 60_000);
    expect((await signIn({ code: late })).status).toBe(401);
  });

  it.each([[{}], [{ token: 'a', code: 'b' }]])('does not come from %j', async (body) => {
    expect((await signIn(body)).status).toBe(400);
  });

  it('does not come from a wrong token or a page of another origin', async () => {
    expect((await signIn({ token: 'wrong' })).status).toBe(401);
    expect((await signIn({ token: h.adminToken }, { origin: 'https://evil.example' })).status).toBe(401);
  });

  it('ends by itself after a week', async () => {
    const cookie = cookieOf(await signIn({ token: h.adminToken }));
    h.clock.advance(7 * 24 * 3_600_000);
    expect((await get('/api/v1/status', { cookie })).status).toBe(401);
  });

  it('changes things only from the console itself', async () => {
    const cookie = cookieOf(await signIn({ token: h.adminToken }));
    const change = (headers: Record<string, string>, id: string) =>
      get('/api/v1/cost-centers', { cookie, ...json, ...headers }, 'POST', JSON.stringify({ id }));
    expect((await change({ origin }, 'from-console')).status).toBe(201);
    expect((await change({ 'sec-fetch-site': 'same-origin' }, 'from-console-2')).status).toBe(201);
    expect((await change({ origin: 'https://evil.example' }, 'evil')).status).toBe(401);
    expect((await change({ origin: 'null' }, 'evil')).status).toBe(401);
    expect((await change({ 'sec-fetch-site': 'cross-site' }, 'evil')).status).toBe(401);
    expect((await change({}, 'evil')).status).toBe(401);
    expect((await get('/api/v1/cost-centers/evil', { cookie })).status).toBe(404);
  });

  it('is not stored in the clear', async () => {
    const secret = cookieOf(await signIn({ token: h.adminToken })).split('=')[1] ?? '';
    const logAndAudit = h.logged.join() + (await (await h.call('GET', '/audit?limit=500')).text());
    expect(logAndAudit).not.toContain(secret);
  });
});

describe('names', () => {
  it.each(['localhost:4010', '127.0.0.1:4010', '[::1]:4010', 'localhost'])('%s is answered', async (host) => {
    expect((await get('/health', { host })).status).toBe(200);
  });
  it.each(['evil.example', 'localhost.evil.example:4010', '127.0.0.1.evil.example'])(
    '%s is not',
    async (host) => {
      expect((await get('/health', { host })).status).toBe(400);
      expect((await get('/', { host })).status).toBe(400);
    },
  );
});

describe('the console', () => {
  it('is the page for every path of the app, and its headers are strict', async () => {
    for (const path of ['/', '/workloads/support-bot', '/explorer?by=team']) {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('<title>Weir</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('gives hashed files for good, compressed where the browser can, and by etag', async () => {
    const br = await get('/assets/app-abc.js', { 'accept-encoding': 'gzip, br' });
    expect(br.headers.get('content-encoding')).toBe('br');
    expect(br.headers.get('content-type')).toContain('javascript');
    expect(br.headers.get('cache-control')).toContain('immutable');
    const gz = await get('/assets/app-abc.js', { 'accept-encoding': 'gzip' });
    expect(await gz.text()).toBe('gzip');
    const plain = await get('/assets/app-abc.js');
    expect(plain.headers.has('content-encoding')).toBe(false);
    const etag = plain.headers.get('etag') ?? '';
    expect((await get('/assets/app-abc.js', { 'if-none-match': etag })).status).toBe(304);
  });

  it.each([
    '/assets/gone.js',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/%2e%2e%2f..%2fsecret.txt',
    '/%00.txt',
    '/%zz.js',
  ])('%s is not found', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('outside');
  });

  it('that is not built says how to build it', async () => {
    const { createAdminApp } = await import('./app.ts');
    const { consoleDir: _, ...deps } = h.deps;
    const response = await createAdminApp(deps).request(`${origin}/`);
    expect(await response.text()).toContain('npm run build');
  });
});
