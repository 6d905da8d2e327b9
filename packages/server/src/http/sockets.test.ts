import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
let server: Server;
let base = '';
beforeAll(async () => {
  h = await createHarness();
  server = serve({ fetch: h.app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await h.close();
});

it('forgets a follower whose connection breaks', async () => {
  const client = request(`${base}/events`, { headers: { authorization: `Bearer ${h.adminToken}` } });
  client.on('error', () => {});
  client.end();
  const [response] = (await once(client, 'response')) as [NodeJS.ReadableStream];
  await once(response, 'data');
  expect(h.listeners()).toBe(1);
  client.destroy();
  await expect.poll(() => h.listeners()).toBe(0);
});

it('reads an import as it is sent, and says how far it is meanwhile', async () => {
  const headers = { authorization: `Bearer ${h.adminToken}`, 'content-type': 'text/csv' };
  const client = request(`${base}/imports/calls?format=csv`, { method: 'POST', headers });
  client.write('a'.repeat(1_000));
  const [response] = (await once(client, 'response')) as [NodeJS.ReadableStream];
  const [first] = (await once(response, 'data')) as [Buffer];
  expect(JSON.parse(first.toString().split('\n')[0] ?? '')).toMatchObject({ type: 'progress', bytes: 1_000 });
  client.end('b'.repeat(500));
  let rest = '';
  response.on('data', (chunk: Buffer) => {
    rest += chunk.toString();
  });
  await once(response, 'end');
  expect(rest).toContain('"type":"done"');
  expect(h.imports.at(-1)?.bytes).toBe(1_500);
});

it('refuses a foreign Host and a stranger on the wire as well', async () => {
  const status = async (headers: Record<string, string>) => {
    const client = request(`${base}/status`, { headers });
    client.end();
    const [response] = (await once(client, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    return response.statusCode;
  };
  expect(await status({ host: 'evil.example', authorization: `Bearer ${h.adminToken}` })).toBe(400);
  expect(await status({})).toBe(401);
  expect(await status({ authorization: `Bearer ${h.adminToken}` })).toBe(200);
});
