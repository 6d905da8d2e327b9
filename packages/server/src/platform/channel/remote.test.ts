import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../log.ts';
import { FIRST } from '../tls/certificates.fixture.ts';
import {
  type ChannelClient,
  type ChannelServer,
  checkedToken,
  connectChannel,
  createChannelServer,
  type Peer,
  type RemoteListener,
  type RemoteTarget,
} from './index.ts';

const TOKEN = 'not to be told, and of sufficient length';
const opened: { close(): unknown }[] = [];
let dir: string;
let warnings: Record<string, unknown>[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-remote-'));
  warnings = [];
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
  rmSync(dir, { recursive: true, force: true });
});

const log = Object.assign(Object.create(silentLogger), {
  warn: (fields: Record<string, unknown>) => void warnings.push(fields),
}) as typeof silentLogger;

let sockets = 0;
async function serve(more: Partial<RemoteListener> = {}): Promise<{ server: ChannelServer; port: number }> {
  const port = await freePort();
  const remote = { host: '127.0.0.1', port, token: TOKEN, version: '1.0.0', epoch: 1, ...more };
  const server = await createChannelServer(join(dir, `${sockets++}.sock`), log, remote);
  opened.push(server);
  server.handle('double', (payload) => (payload as number) * 2);
  return { server, port };
}

function join1(ports: readonly number[], more: Partial<RemoteTarget> = {}): ChannelClient {
  const addresses = ports.map((port) => `127.0.0.1:${port}`);
  const target = { addresses, token: TOKEN, host: 'gateway-host', version: '1.0.0', ...more };
  const client = connectChannel(target, { id: 'gw-0-1' });
  opened.push(client);
  return client;
}

const connected = (client: ChannelClient) => new Promise<void>((resolve) => client.onConnect(resolve));

describe('channel between hosts', () => {
  it('does what the local one does, and tells the host', async () => {
    const { server, port } = await serve();
    const came = new Promise<Peer>((resolve) => server.onPeer(resolve));
    const client = join1([port]);
    await connected(client);
    await expect(client.request('double', 21, 1_000)).resolves.toBe(42);
    expect(await came).toMatchObject({ id: 'gw-0-1', host: 'gateway-host' });
    const heard = new Promise((resolve) => client.on('state', resolve));
    server.broadcast('state', { version: 7 });
    expect(await heard).toEqual({ version: 7 });
  });

  it('refuses another secret, tells both sides why, and never sends the secret', async () => {
    const { server, port } = await serve();
    server.onPeer(() => expect.fail('it was let in'));
    const refused = new Promise<Error>((resolve) =>
      join1([port], { token: 'another secret of a good length', onRefused: (_, error) => resolve(error) }),
    );
    expect(await refused).toMatchObject({ code: 'client_not_allowed' });
    expect(warnings[0]).toMatchObject({ address: '127.0.0.1', peer: 'gw-0-1' });
    expect(JSON.stringify(warnings)).not.toContain(TOKEN);
  });

  it('does not let a recorded hello in again', async () => {
    const { port } = await serve();
    const recorded: string[] = [];
    const tap = await relay(port, (line) => recorded.push(line));
    await connected(join1([tap]));
    const hello = recorded.find((line) => line.includes('"hello"')) ?? '';
    const socket = connect(port, '127.0.0.1');
    const answers: string[] = [];
    socket.on('data', (chunk) => answers.push(String(chunk)));
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(hello);
    await closed;
    expect(answers.join('')).toContain('refused');
    expect(answers.join('')).not.toContain('welcome');
  });

  it('believes no control that does not know the secret', async () => {
    const impostor = createServer((socket) => {
      socket.write('{"challenge":{"protocol":1,"nonce":"x"}}\n');
      socket.on('error', () => {});
      socket.once('data', () => socket.write('{"welcome":{"epoch":9,"proof":"nonsense"}}\n'));
    });
    const port = await listening(impostor);
    const refused = new Promise<Error>((resolve) => {
      const client = join1([port], { onRefused: (_, error) => resolve(error) });
      client.onConnect(() => expect.fail('it was believed'));
    });
    expect((await refused).message).toMatch(/secret/);
  });

  it('tells a gateway of another release which one control is', async () => {
    const { port } = await serve({ version: '2.0.0' });
    const socket = connect(port, '127.0.0.1');
    const lines: string[] = [];
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('data', (chunk) => lines.push(String(chunk)));
    const remote = { host: 'h', protocol: 7, version: '9.0.0', nonce: 'n', proof: 'p' };
    socket.write(`${JSON.stringify({ hello: 'gw', remote })}\n`);
    await closed;
    expect(lines.join('')).toMatch(/Weir 9\.0\.0.*version 7.*Weir 2\.0\.0.*version 1/);
  });

  it.each([
    ['no hello', '{"topic":"double"}\n'],
    ['no JSON', 'GET / HTTP/1.1\r\n\r\n'],
    ['a hello without proof', '{"hello":"x"}\n'],
    ['a first frame beyond the bound', `{"hello":"${'x'.repeat(5_000)}`],
  ])('cuts off who sends %s, and serves the others', async (_, bytes) => {
    const { port } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(bytes);
    await closed;
    const client = join1([port]);
    await connected(client);
    await expect(client.request('double', 1, 1_000)).resolves.toBe(2);
  });

  it('bounds how many may wait without saying who they are', async () => {
    const { port } = await serve();
    const waiting: Socket[] = [];
    for (let i = 0; i < 70; i += 1) waiting.push(connect(port, '127.0.0.1').on('error', () => {}));
    await expect.poll(() => waiting.filter(({ destroyed }) => destroyed).length).toBe(6);
    for (const socket of waiting) socket.destroy();
    await connected(join1([port]));
  });

  it('tries its controls in turn, stays with one, and goes to the next when that is gone', async () => {
    const nobody = await freePort();
    const first = await serve({ epoch: 1 });
    const second = await serve({ epoch: 2 });
    await second.server.close();
    const client = join1([nobody, first.port, second.port]);
    await connected(client);
    await first.server.close();
    const port = second.port;
    const again = await createChannelServer(join(dir, 'again.sock'), log, {
      host: '127.0.0.1',
      port,
      token: TOKEN,
      version: '1.0.0',
      epoch: 2,
    });
    opened.push(again);
    again.handle('who', () => 'second');
    await expect
      .poll(() => client.request('who', null, 1_000).catch(() => undefined), { timeout: 5_000 })
      .toBe('second');
  });

  it('does not go back to a control that another has followed', async () => {
    const newer = await serve({ epoch: 5 });
    const older = await serve({ epoch: 4 });
    const refusals: string[] = [];
    const client = join1([newer.port, older.port], { onRefused: (_, error) => refusals.push(error.message) });
    await connected(client);
    await newer.server.close();
    await expect.poll(() => refusals[0]).toMatch(/another control has led since/);
    expect(client.connected).toBe(false);
  });

  it('notices an end that went silent without closing', async () => {
    const { port } = await serve();
    const frozen: Socket[] = [];
    const tap = await relay(port, () => {}, frozen);
    const client = join1([tap], { patienceMs: 60 });
    let connections = 0;
    client.onConnect(() => {
      connections += 1;
    });
    await expect.poll(() => connections).toBe(1);
    for (const socket of frozen) socket.pause();
    await expect.poll(() => connections).toBe(2);
  });

  it('speaks TLS', async () => {
    const { port } = await serve({ createServer: (accept) => createTlsServer(FIRST, accept) });
    const connectTo = (where: object) => connectTls({ ...where, ca: FIRST.cert, servername: 'localhost' });
    const client = join1([port], { connect: connectTo });
    await connected(client);
    await expect(client.request('double', 4, 1_000)).resolves.toBe(8);
  });
});

it('wants a secret that cannot be guessed', () => {
  expect(() => checkedToken('T', undefined)).toThrow(/not set/);
  expect(() => checkedToken('T', 'short')).toThrow(/shorter than 32/);
  expect(checkedToken('T', TOKEN)).toBe(TOKEN);
});

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server, false);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listening(server: Server, keep = true): Promise<number> {
  if (keep) opened.push({ close: () => new Promise((resolve) => server.close(resolve)) });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    }),
  );
}

/** Passes bytes on; `sent` gets the client's lines, `downstream` the sockets that control's bytes come by. */
function relay(port: number, sent: (line: string) => void, downstream: Socket[] = []): Promise<number> {
  const server = createServer((client) => {
    const control = connect(port, '127.0.0.1');
    downstream.push(control);
    opened.push({ close: () => client.destroy() });
    for (const socket of [client, control]) socket.on('error', () => {});
    client.on('data', (chunk) => {
      for (const line of String(chunk).split('\n').filter(Boolean)) sent(`${line}\n`);
      control.write(chunk);
    });
    control.on('data', (chunk) => client.write(chunk));
    client.on('close', () => control.destroy());
    control.on('close', () => client.destroy());
  });
  return listening(server);
}
