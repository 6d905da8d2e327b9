import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFetchToken } from './fetch-token.ts';

const answers: Record<string, [status: number, body: string]> = {
  '/good': [200, '{"access_token":"t","expires_in":60}'],
  '/refused': [401, '{"error":"invalid_client"}'],
  '/moved': [302, ''],
  '/down': [503, '{}'],
  '/page': [200, '<html>'],
};
let server: Server;
let base = '';
let received = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    received = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    request.on('end', () => {
      if (request.url === '/slow') return;
      const [status, body] = answers[request.url ?? ''] ?? [404, ''];
      response.writeHead(status, status === 302 ? { location: '/good' } : {}).end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('createFetchToken', () => {
  const fetchToken = createFetchToken(globalThis.fetch, 300);
  const form = { client_secret: 'very secret&=' };

  it('posts the form and gives the answer, refusals included', async () => {
    expect(await fetchToken(`${base}/good`, form)).toEqual({ access_token: 't', expires_in: 60 });
    expect(received).toBe('client_secret=very+secret%26%3D');
    expect(await fetchToken(`${base}/refused`, form)).toEqual({ error: 'invalid_client' });
  });

  it.each([
    ['/moved', 'upstream_unreachable'],
    ['/down', 'upstream_unreachable'],
    ['/slow', 'upstream_unreachable'],
    ['/page', 'upstream_malformed'],
  ])('%s: %s', async (path, code) => {
    const failed = await fetchToken(base + path, form).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code });
    expect(String(failed)).not.toContain('secret');
  });

  it('never sends credentials in the clear, nor to metadata', async () => {
    const forbidden = { code: 'provider_url_forbidden' };
    await expect(fetchToken('http://login.example.com/token', form)).rejects.toMatchObject(forbidden);
    await expect(fetchToken('https://169.254.169.254/token', form)).rejects.toMatchObject(forbidden);
  });
});
