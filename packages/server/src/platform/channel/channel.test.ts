import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../log.ts';
import { createFrameReader } from './frames.ts';
import {
  type ChannelClient,
  type ChannelServer,
  connectChannel,
  createChannelServer,
  type Peer,
} from './index.ts';

let dir: string;
let path: string;
const opened: { close(): unknown }[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-channel-'));
  path = join(dir, 'control.sock');
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
  rmSync(dir, { recursive: true, force: true });
});

async function serve(): Promise<ChannelServer> {
  const server = await createChannelServer(path, silentLogger);
  opened.push(server);
  return server;
}

async function join1(id = 'gw-0'): Promise<ChannelClient> {
  const client = connectChannel(path, { id });
  opened.push(client);
  await new Promise<void>((resolve) => client.onConnect(resolve));
  return client;
}

describe('channel', () => {
  it('answers requests, carries errors with their code and pushes to every peer', async () => {
    const server = await serve();
    server.handle('double', (payload) => (payload as number) * 2);
    server.handle('fail', () => {
      throw new WeirError('budget_exhausted', 'Nothing left', { remedy: 'Ask the owner.' });
    });
    const clients = [await join1('a'), await join1('b')];
    await expect(clients[0]?.request('double', 21, 1_000)).resolves.toBe(42);
    const refusal = clients[1]?.request('fail', null, 1_000);
    await expect(refusal).rejects.toMatchObject({ code: 'budget_exhausted', remedy: 'Ask the owner.' });
    await expect(clients[0]?.request('unknown', null, 1_000)).rejects.toMatchObject({ code: 'not_found' });
    const heard = clients.map((client) => new Promise((resolve) => client.on('state', resolve)));
    server.broadcast('state', { version: 7 });
    expect(await Promise.all(heard)).toEqual([{ version: 7 }, { version: 7 }]);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('tells the server who came and who left', async () => {
    const server = await serve();
    const came = new Promise<Peer>((resolve) => server.onPeer(resolve));
    const client = await join1('gw-7');
    const peer = await came;
    expect(peer.id).toBe('gw-7');
    const left = new Promise<void>((resolve) => peer.onClose(resolve));
    client.close();
    await left;
  });

  it('rejects instead of hanging: no server, no answer, server gone', async () => {
    const lonely = connectChannel(path, { id: 'a' });
    opened.push(lonely);
    await expect(lonely.request('x', 1, 1_000)).rejects.toMatchObject({ code: 'limits_unavailable' });
    const server = await serve();
    server.handle('never', () => new Promise(() => {}));
    const client = await join1();
    await expect(client.request('never', 1, 20)).rejects.toThrow(/did not answer never in 20 ms/);
    const open = client.request('never', 1, 10_000);
    await server.close();
    await expect(open).rejects.toMatchObject({ code: 'limits_unavailable' });
  });

  it('comes back by itself when the server does', async () => {
    const first = await serve();
    const client = await join1();
    let connections = 0;
    const back = new Promise<void>((resolve) => client.onConnect(() => ++connections === 2 && resolve()));
    await first.close();
    const second = await serve();
    second.handle('ping', () => 'pong');
    await back;
    await expect(client.request('ping', null, 1_000)).resolves.toBe('pong');
  });

  it('sends a slow peer the latest state only, not all of them', async () => {
    const server = await serve();
    const raw = connect(path);
    const peer = new Promise<Peer>((resolve) => server.onPeer(resolve));
    raw.write('{"hello":"slow"}\n');
    raw.pause();
    await peer;
    const text = 'x'.repeat(100_000);
    for (let version = 1; version <= 200; version++) server.broadcast('state', { version, text });
    const versions: number[] = [];
    const last = new Promise<void>((resolve) => {
      const read = createFrameReader((frame) => {
        if (!('topic' in frame)) return;
        versions.push((frame.payload as { version: number }).version);
        if (versions.at(-1) === 200) resolve();
      });
      raw.on('data', read);
    });
    raw.resume();
    await last;
    expect(versions.length).toBeLessThan(40);
    raw.destroy();
  });

  it('cuts off a peer that does not say hello or sends no JSON, and serves the others', async () => {
    const server = await serve();
    server.handle('ping', () => 'pong');
    for (const bytes of [
      '{"topic":"ping"}\n',
      '{"hello":"x"}\nnot json\n',
      '{"hello":"x"}\n{"hello":"y"}\n',
    ]) {
      const raw = connect(path);
      const closed = new Promise<void>((resolve) => raw.on('close', () => resolve()));
      raw.on('error', () => {});
      raw.resume();
      raw.write(bytes);
      await closed;
    }
    await expect((await join1()).request('ping', null, 1_000)).resolves.toBe('pong');
  });

  it('works under a directory whose path is too long for a socket address', async () => {
    path = join(dir, 'd'.repeat(150), 'control.sock');
    const server = await serve();
    server.handle('ping', () => 'pong');
    await expect((await join1()).request('ping', null, 1_000)).resolves.toBe('pong');
  });
});

describe('frame reader', () => {
  it('joins frames cut anywhere', () => {
    const frames = [{ hello: 'gw-ü' }, { topic: 'a', payload: ['x\n', 1] }, { answer: 3 }];
    const bytes = Buffer.from(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
    for (let size = 1; size <= bytes.length; size++) {
      const seen: unknown[] = [];
      const read = createFrameReader((frame) => seen.push(frame));
      for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
      expect(seen).toEqual(frames);
    }
  });

  it('refuses a frame beyond the bound, ended or not', () => {
    const read = createFrameReader(() => {}, 100);
    expect(() => read(Buffer.alloc(101, 'x'))).toThrow(/longer than 100 bytes/);
    const ended = createFrameReader(() => {}, 100);
    expect(() => ended(Buffer.from(`"${'x'.repeat(200)}"\n`))).toThrow(/longer than 100 bytes/);
  });
});
