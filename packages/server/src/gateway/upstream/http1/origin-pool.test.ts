import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { CERTIFICATE, KEY } from './certificate.fixture.ts';
import type { UpstreamHandler, UpstreamRequest } from './contract.ts';
import { OriginPool, type PoolOptions } from './origin-pool.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

interface Result {
  status: number;
  headers: string[];
  body: string;
}

/** A handler whose end can be awaited. */
class Hearing implements UpstreamHandler {
  status = 0;
  headers: string[] = [];
  body: Buffer[] = [];
  connected = 0;
  abort: (error: Error) => void = () => {};
  resume: () => void = () => {};
  /** Said to every piece of data. */
  more = true;
  whenData: () => void = () => {};
  readonly done: Promise<Result>;
  private settle: { resolve(result: Result): void; reject(error: Error): void } | undefined;

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.done.catch(() => {});
  }
  onConnect(abort: (error: Error) => void): void {
    this.connected += 1;
    this.abort = abort;
  }
  onHeaders(status: number, headers: string[], resume: () => void): void {
    Object.assign(this, { status, headers, resume });
  }
  onData(chunk: Buffer): boolean {
    this.body.push(chunk);
    this.whenData();
    return this.more;
  }
  onComplete(): void {
    const { status, headers } = this;
    this.settle?.resolve({ status, headers, body: Buffer.concat(this.body).toString('latin1') });
  }
  onError(error: Error): void {
    this.settle?.reject(error);
  }
}

function poolOf(origin: string, options: Partial<PoolOptions> = {}): OriginPool {
  const pool = new OriginPool(origin, {
    connectMs: 2_000,
    keepAliveMs: 55_000,
    maxIdle: 16,
    monotonic: () => performance.now(),
    ...options,
  });
  cleanUp.push(() => pool.destroy());
  return pool;
}

function ask(pool: OriginPool, request: Partial<UpstreamRequest> = {}): Hearing {
  const hearing = new Hearing();
  pool.dispatch({ method: 'POST', path: '/v1/x', headers: [], ...request }, hearing);
  return hearing;
}

async function listen(server: Server): Promise<{ origin: string; connections: () => number }> {
  let connections = 0;
  server.on(
    server instanceof Object && 'setSecureContext' in server ? 'secureConnection' : 'connection',
    () => {
      connections += 1;
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
  };
}

const serve = (listener: RequestListener) => listen(createServer(listener));
const echo: RequestListener = (req, res) => req.pipe(res);

async function tcp(onData: (socket: Socket, data: Buffer, number: number) => void): Promise<string> {
  const sockets = new Set<Socket>();
  let number = 0;
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) => onData(socket, data, ++number));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a pool of connections to a provider', () => {
  it('sends what it was given, every byte of it, and nothing of its own but host and length', async () => {
    const body = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    let seen = '';
    const origin = await tcp((socket, data) => {
      seen += data.toString('latin1');
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
    await ask(poolOf(origin), {
      path: '/v1/x?y=\u00e9',
      headers: ['X-A', 'b', 'content-length', '7', 'Transfer-Encoding', 'chunked', 'x-c', 'd\u00e9'],
      body,
    }).done;
    const host = new URL(origin).host;
    expect(seen).toBe(
      `POST /v1/x?y=\u00e9 HTTP/1.1\r\nhost: ${host}\r\nX-A: b\r\nx-c: d\u00e9\r\ncontent-length: 256\r\n\r\n${body.toString('latin1')}`,
    );
  });

  it.each([0, 1, 12 * 1024, 12 * 1024 + 1, 5_000_000])(
    'carries a body of %d bytes both ways',
    async (size) => {
      const { origin } = await serve(echo);
      const body = Buffer.alloc(size, 'aé');
      expect((await ask(poolOf(origin), { body }).done).body).toBe(body.toString('latin1'));
    },
  );

  it('keeps its connection, and opens more only for requests at the same time', async () => {
    const { origin, connections } = await serve(echo);
    const pool = poolOf(origin);
    for (let i = 0; i < 5; i++) await ask(pool, { body: Buffer.from('x') }).done;
    expect(connections()).toBe(1);
    await Promise.all(Array.from({ length: 4 }, () => ask(pool, { body: Buffer.from('x') }).done));
    expect(connections()).toBeLessThanOrEqual(4);
  });

  it('believes a server that keeps connections for a shorter time', async () => {
    let now = 0;
    const { origin, connections } = await serve((_req, res) => {
      res.setHeader('keep-alive', 'timeout=5').end();
    });
    const pool = poolOf(origin, { monotonic: () => now });
    await ask(pool).done;
    now = 3_900;
    await ask(pool).done;
    expect(connections()).toBe(1);
    now = 8_000;
    await ask(pool).done;
    expect(connections()).toBe(2);
  });

  it('makes a new connection when the server has hung up the idle one', async () => {
    const hungUp: Promise<unknown>[] = [];
    const origin = await tcp((socket) => {
      hungUp.push(new Promise((resolve) => socket.once('close', resolve)));
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx');
    });
    const pool = poolOf(origin);
    expect((await ask(pool).done).body).toBe('x');
    await Promise.all(hungUp);
    expect((await ask(pool).done).body).toBe('x');
  });

  it('says when a kept connection closes before any answer', async () => {
    const origin = await tcp((socket, _data, number) => {
      if (number === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      else socket.destroy();
    });
    const pool = poolOf(origin);
    await ask(pool).done;
    await expect(ask(pool).done).rejects.toMatchObject({
      code: expect.stringMatching(/UPSTREAM_CLOSED|ECONNRESET/),
    });
  });

  it('refuses what could become another request', async () => {
    const { origin } = await serve(echo);
    const pool = poolOf(origin);
    await expect(ask(pool, { path: '/x HTTP/1.1\r\nhost: y' }).done).rejects.toThrow(TypeError);
    await expect(ask(pool, { headers: ['x', 'a\r\nb: c'] }).done).rejects.toThrow(TypeError);
    await expect(ask(pool, { headers: ['x\r\ny', 'a'] }).done).rejects.toThrow(TypeError);
    await expect(ask(pool, { method: 'GET / HTTP/1.1\r\n' }).done).rejects.toThrow(TypeError);
    expect((await ask(pool, { body: Buffer.from('fine') }).done).body).toBe('fine');
  });

  it('holds back a provider whose reader is slow, and then gets everything', async () => {
    const size = 8_000_000;
    const { origin } = await serve((_req, res) => res.end(Buffer.alloc(size, 'x')));
    const hearing = new Hearing();
    hearing.more = false;
    let got = 0;
    hearing.whenData = () => {
      const had = ++got;
      setImmediate(() => {
        expect(got).toBe(had);
        hearing.resume();
      });
    };
    poolOf(origin).dispatch({ method: 'POST', path: '/', headers: [] }, hearing);
    expect((await hearing.done).body.length).toBe(size);
  });

  it('does not tell the end to a reader that said stop', async () => {
    const { origin, connections } = await serve((_req, res) => res.end('all at once'));
    const pool = poolOf(origin);
    const hearing = ask(pool);
    hearing.more = false;
    let ended = false;
    void hearing.done.then(() => {
      ended = true;
    });
    await new Promise<void>((resolve) => {
      hearing.whenData = resolve;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    hearing.resume();
    await hearing.done;
    await ask(pool).done;
    expect(connections()).toBe(1);
  });

  it('breaks the connection of a request that is aborted', async () => {
    let closed: () => void = () => {};
    const hungUp = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { origin } = await serve((_req, res) => {
      res.on('close', closed);
      res.write('begun');
    });
    const hearing = ask(poolOf(origin));
    await new Promise<void>((resolve) => {
      hearing.whenData = resolve;
    });
    hearing.abort(new Error('enough'));
    await expect(hearing.done).rejects.toThrow('enough');
    await hungUp;
  });

  it('sends nothing of a request that is aborted as it connects', async () => {
    let asked = 0;
    const { origin } = await serve((_req, res) => {
      asked += 1;
      res.end();
    });
    const pool = poolOf(origin);
    const hearing = new Hearing();
    hearing.onConnect = (abort) => abort(new Error('too late'));
    pool.dispatch({ method: 'POST', path: '/', headers: [] }, hearing);
    await expect(hearing.done).rejects.toThrow('too late');
    await ask(pool).done;
    expect(asked).toBe(1);
  });

  it('says that nobody listens, and that connecting took too long', async () => {
    await expect(ask(poolOf('http://127.0.0.1:1')).done).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const silent = await tcp(() => {});
    const slow = ask(poolOf(silent.replace('http', 'https'), { connectMs: 20 }));
    await expect(slow.done).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(slow.connected).toBe(0);
  });

  it('speaks TLS with servers it trusts, and with no others', async () => {
    const server = createSecureServer({ cert: CERTIFICATE, key: KEY }, echo);
    const { origin } = await listen(server);
    const secure = origin.replace('http', 'https');
    const body = Buffer.alloc(300_000, 'x');
    const pool = poolOf(secure, { ca: CERTIFICATE });
    for (let i = 0; i < 3; i++) expect((await ask(pool, { body }).done).body.length).toBe(body.length);
    await expect(ask(poolOf(secure)).done).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('tells everybody when it is destroyed', async () => {
    const { origin } = await serve(() => {});
    const pool = poolOf(origin);
    const hearings = [ask(pool), ask(pool)];
    pool.destroy();
    for (const hearing of hearings)
      await expect(hearing.done).rejects.toMatchObject({ code: 'UPSTREAM_CLOSED' });
    await expect(ask(pool).done).rejects.toMatchObject({ code: 'UPSTREAM_CLOSED' });
  });
});

describe('beside undici', () => {
  it('reads no answer that undici refuses, and none differently', async () => {
    let answer = '';
    const origin = await tcp((socket) => socket.end(Buffer.from(answer, 'latin1')));
    const other = new Pool(origin, { pipelining: 1 });
    cleanUp.push(() => other.destroy());
    const head = 'HTTP/1.1 200 OK\r\nx: y\r\n';
    const whole = [
      `${head}content-length: 5\r\n\r\nhello`,
      `${head}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\na: b\r\n\r\n`,
      `HTTP/1.1 103 Early Hints\r\n\r\n${head}content-length: 1\r\n\r\nx`,
    ];
    const piece = fc.constantFrom(
      '',
      '\r',
      '\n',
      '\r\n',
      ':',
      ' ',
      '0',
      'F',
      '-',
      ';',
      'x',
      'content-length: 3\r\n',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.nat(120),
        fc.nat(3),
        piece,
        async (text, at, drop, put) => {
          answer = text.slice(0, at) + put + text.slice(at + drop);
          const ours = await ask(poolOf(origin)).done.catch(() => undefined);
          if (ours === undefined) return;
          const theirs = await other.request({ method: 'POST', path: '/' });
          const body = Buffer.from(await theirs.body.arrayBuffer()).toString('latin1');
          expect([ours.status, ours.body]).toEqual([theirs.statusCode, body]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
