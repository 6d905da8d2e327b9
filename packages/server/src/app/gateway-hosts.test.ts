import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MarkRecord } from '../ledger/spool/records.ts';
import { callOf } from '../ledger/testing/facts.ts';
import { FakeStore } from '../ledger/testing/fake-store.ts';
import {
  type ChannelClient,
  type ChannelServer,
  connectChannel,
  createChannelServer,
  type Peer,
} from '../platform/channel/index.ts';
import { silentLogger } from '../platform/log.ts';
import type { IncarnationService, RaisedFinding } from '../registry/index.ts';
import { type GatewayHosts, openGatewayHosts } from './control/gateway-hosts.ts';
import { takeShipments } from './control/shipments.ts';
import { remoteLedger } from './shipper/remote-ledger.ts';
import { SpoolReports } from './shipper/spool-reports.ts';

const TOKEN = 'a secret for both sides, of some length';
const by = { actor: 'admin' };

/** What the registry keeps of incarnations, and who was given up. */
class Kept implements IncarnationService {
  readonly rows = new Map<string, string>();
  readonly forgotten: string[] = [];
  broken = false;
  async put(id: string, host: string): Promise<void> {
    if (this.broken) throw new Error('registry is away');
    this.rows.set(id, host);
  }
  async remove(id: string): Promise<void> {
    this.rows.delete(id);
  }
  async forget(id: string): Promise<void> {
    this.rows.delete(id);
    this.forgotten.push(id);
  }
  async list() {
    return [...this.rows].map(([id, host]) => ({ id, host, seenAt: 0, createdAt: 0 }));
  }
}

let root: string;
let kept: Kept;
let store: FakeStore;
let channel: ChannelServer;
let port: number;
let hosts: GatewayHosts;
let peers: Peer[];
let marks: [string, number][];
let findings: RaisedFinding[];
const clients: ChannelClient[] = [];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'weir-hosts-'));
  for (const folder of ['control', 'gateway']) mkdirSync(join(root, folder));
  kept = new Kept();
  store = new FakeStore();
  port = 0;
  await startControl();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await channel.close();
  rmSync(root, { recursive: true, force: true });
});

async function startControl(): Promise<void> {
  peers = [];
  marks = [];
  findings = [];
  // port 0 is known only afterwards, so it is tried until one is free
  for (let tries = 0; ; tries += 1) {
    const wanted = port === 0 ? 20_000 + Math.floor(Math.random() * 20_000) : port;
    try {
      const remote = { host: '127.0.0.1', port: wanted, token: TOKEN, version: '1', epoch: 1 };
      channel = await createChannelServer(join(root, 'c.sock'), silentLogger, remote);
      port = wanted;
      break;
    } catch (error) {
      if (tries > 20) throw error;
    }
  }
  hosts = await openGatewayHosts({
    incarnations: kept,
    channel,
    spoolRoot: join(root, 'control'),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: silentLogger,
    onMark: (instance, mark) => void marks.push([instance, mark.at]),
    onFinding: (finding) => void findings.push(finding),
  });
  takeShipments(channel, store, () => {});
  channel.onPeer((peer) => void peers.push(peer));
}

async function comes(id: string): Promise<ChannelClient> {
  const addresses = [`127.0.0.1:${port}`];
  const client = connectChannel({ addresses, token: TOKEN, host: 'host-a', version: '1' }, { id });
  clients.push(client);
  await new Promise<void>((resolve) => client.onConnect(resolve));
  await expect.poll(() => peers.some((peer) => peer.id === id)).toBe(true);
  return client;
}

const spoolOf = (id: string) => join(root, 'gateway', id);
const reportsOf = (client: ChannelClient) =>
  new SpoolReports(join(root, 'gateway'), client, () => ({ lag_ms: 5, spool_bytes: 70 }));
const peerOf = (id: string) => peers.find((peer) => peer.id === id) as Peer;

describe('a gateway on another host', () => {
  it('is kept in the registry before its first lease, until its host says that all has landed', async () => {
    mkdirSync(spoolOf('gw-0-a'));
    const gateway = await comes('gw-0-a');
    await hosts.remembered(peerOf('gw-0-a'));
    expect([...kept.rows]).toEqual([['gw-0-a', 'host-a']]);
    const shipper = await comes('ship-1');
    const reports = reportsOf(shipper);
    await reports.send();
    gateway.close();
    await expect.poll(() => hosts.hosts()[0]?.incarnations[0]?.connected).toBe(false);
    await reports.send();
    expect(hosts.stateOf('gw-0-a')).toBe('ended');
    rmSync(spoolOf('gw-0-a'), { recursive: true });
    // the first asks what control waits for, the second answers it
    await reports.send();
    await reports.send();
    expect(hosts.stateOf('gw-0-a')).toBe('drained');
    expect(kept.rows.size).toBe(0);
  });

  it('gets no lease while the registry cannot keep it', async () => {
    kept.broken = true;
    await comes('gw-0-a');
    await expect(hosts.remembered(peerOf('gw-0-a'))).rejects.toThrow('registry is away');
    kept.broken = false;
    await hosts.remembered(peerOf('gw-0-a'));
    expect(kept.rows.has('gw-0-a')).toBe(true);
  });

  it('is not taken for drained by a listing that was made before it came', async () => {
    const shipper = await comes('ship-1');
    const reports = reportsOf(shipper);
    await reports.send();
    mkdirSync(spoolOf('gw-0-b'));
    await comes('gw-0-b');
    await reports.send();
    await reports.send();
    expect(hosts.stateOf('gw-0-b')).toBe('alive');
  });

  it('counts with the next leader, though its host is gone with its disk, until an operator gives it up', async () => {
    await comes('gw-0-a');
    await hosts.remembered(peerOf('gw-0-a'));
    await expect(hosts.forget('gw-0-a', by)).rejects.toMatchObject({ code: 'conflict' });
    for (const client of clients.splice(0)) client.close();
    await channel.close();
    await startControl();
    expect(hosts.found()).toEqual([{ instance: 'gw-0-a', alive: false }]);
    expect(hosts.stateOf('gw-0-a')).toBe('ended');
    await hosts.forget('gw-0-a', by);
    expect(kept.forgotten).toEqual(['gw-0-a']);
    expect(hosts.stateOf('gw-0-a')).toBe('drained');
    await expect(hosts.forget('gw-0-a', by)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('has its marks and findings told, the newest again to the next leader', async () => {
    const mark = (at: number): MarkRecord => ({ t: 'mark', at, settled: {} });
    const shipper = await comes('ship-1');
    const reports = reportsOf(shipper);
    reports.landed('gw-0-a', mark(7));
    await reports.send();
    reports.landed('gw-0-a', mark(9));
    await reports.send();
    await reports.send();
    expect(marks).toEqual([
      ['gw-0-a', 7],
      ['gw-0-a', 9],
    ]);
    const finding = { kind: 'call_lost', severity: 'warning', subject: 'bot', message: 'Lost' } as const;
    await shipper.request('spool.finding', finding, 1_000);
    expect(findings).toEqual([finding]);
    expect(hosts.withRemote({ lag_ms: 1, spool_bytes: 30 })).toEqual({ lag_ms: 5, spool_bytes: 100 });
    await channel.close();
    await startControl();
    await expect.poll(() => peers.length, { timeout: 3_000 }).toBe(1);
    reports.reconnected();
    await reports.send();
    expect(marks).toEqual([['gw-0-a', 9]]);
  });
});

describe('shipping a batch', () => {
  const many = Array.from({ length: 900 }, (_, i) =>
    callOf({ call_id: `call-${i}`, tags: { workload: 'bot', note: 'x'.repeat(1_000) } }),
  );

  it('lands it whole and once, however often it is sent', async () => {
    const ledger = remoteLedger(await comes('ship-1'));
    await ledger.append({ token: 'a/1:0-9', calls: many });
    await ledger.append({ token: 'a/1:0-9', calls: many });
    expect(store.tokens).toEqual(['a/1:0-9']);
    expect(store.rows).toHaveLength(many.length);
  });

  it('lands it once though the answer was lost and another control leads', async () => {
    const ledger = remoteLedger(await comes('ship-1'));
    store.failures = ['after'];
    await expect(ledger.append({ token: 't', calls: many })).rejects.toThrow();
    await channel.close();
    await startControl();
    await expect.poll(() => peers.length, { timeout: 3_000 }).toBe(1);
    await ledger.append({ token: 't', calls: many });
    expect(store.rows).toHaveLength(many.length);
  });

  it('tells which calls the ledger rejects, so that they are set aside on their host', async () => {
    const ledger = remoteLedger(await comes('ship-1'));
    store.poison = ({ call_id }) => call_id === 'call-3';
    store.namesPoison = true;
    await expect(ledger.append({ token: 't', calls: many })).rejects.toMatchObject({
      name: 'BatchRejected',
      rejected: [{ call_id: 'call-3', reason: 'poison' }],
    });
  });

  it('refuses a piece out of order', async () => {
    const client = await comes('ship-1');
    const piece = (n: number) =>
      client.request('spool.append', { token: 't', piece: n, pieces: 3, calls: [] }, 1_000);
    await piece(0);
    await expect(piece(2)).rejects.toMatchObject({ code: 'conflict' });
    await expect(piece(1)).resolves.toBeNull();
  });
});
