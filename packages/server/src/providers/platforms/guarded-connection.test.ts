import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedLookup, type LookupAll } from './address-guard.ts';

let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer((_, response) => response.end('reached'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A name server under someone else's control. */
const rebound: LookupAll = (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);

async function get(allowPrivate: boolean): Promise<string> {
  const pool = new Pool(`http://models.example.com:${port}`, {
    connect: { lookup: guardedLookup(allowPrivate, rebound) },
  });
  try {
    const { body } = await pool.request({ path: '/', method: 'GET' });
    return await body.text();
  } finally {
    await pool.destroy();
  }
}

describe('connections of a pool with guardedLookup', () => {
  it('are not made to this machine by a name that points at it', async () => {
    await expect(get(false)).rejects.toMatchObject({ code: 'provider_url_forbidden' });
    expect(await get(true)).toBe('reached');
  });
});
