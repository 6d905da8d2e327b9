import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { silentLogger } from '../../platform/log.ts';
import type { SpoolWriter } from '../spool/port.ts';
import { openSpoolWriter } from '../spool/writer.ts';
import { FakeStore } from '../testing/fake-store.ts';
import { begunOf, configOf, openCallOf } from '../testing/spool.ts';
import { type FindingDraft, type LedgerWriter, startLedgerWriter } from './index.ts';

let root: string;
let store: FakeStore;
let findings: FindingDraft[];
let alive: Set<number>;
let landed: string[];
/** `instance at: calls in the ledger at that moment`. */
let marked: string[];
let onMark: (at: number) => void;
const writers: LedgerWriter[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'weir-writer-'));
  store = new FakeStore();
  findings = [];
  landed = [];
  marked = [];
  onMark = () => undefined;
  alive = new Set([1]);
});
afterEach(async () => {
  for (const writer of writers.splice(0)) await writer.stop();
  rmSync(root, { recursive: true, force: true });
});

function start(): LedgerWriter {
  const writer = startLedgerWriter({
    root,
    store,
    config: configOf({ poll_ms: 60_000 }),
    clock: systemClock,
    log: silentLogger,
    onLanded: (calls) => landed.push(...calls.map((call) => call.call_id)),
    onFinding: (finding) => findings.push(finding),
    onMark: (instance, { at, settled }) => {
      const figures = Object.values(settled).map(([, pico]) => pico);
      marked.push(`${instance} ${at} [${figures}]: ${store.ids()}`);
      onMark(at);
    },
    isProcessAlive: (identity) => alive.has(identity.pid),
  });
  writers.push(writer);
  return writer;
}

const spoolOf = (instance: string, pid = 1, segment_bytes = 16_777_216): Promise<SpoolWriter> =>
  openSpoolWriter({
    root,
    instance,
    config: configOf({ segment_bytes }),
    clock: systemClock,
    identity: { pid, start: '' },
  });

async function record(spool: SpoolWriter, id: string, end = true): Promise<void> {
  const call = openCallOf(id);
  await spool.begin({ t: 'begin', call: begunOf(call) });
  if (end) await spool.end({ t: 'end', call });
}

describe('ledger writer', () => {
  it('lands ended calls, and lets go of a closed directory', async () => {
    const writer = start();
    const spool = await spoolOf('gw-0-a');
    await record(spool, 'a');
    await record(spool, 'b');
    await writer.drain();
    expect(store.ids()).toEqual(['a', 'b']);
    expect(landed.sort()).toEqual(['a', 'b']);
    expect(store.rows[0]).toEqual(openCallOf('a'));
    expect(writer.status()).toEqual({ lag_ms: 0, spool_bytes: 0 });
    await spool.close();
    await writer.drain();
    expect(readdirSync(root)).toEqual([]);
  });

  it('tells of a mark when all before it is in the ledger, and of the newest again after a restart', async () => {
    const first = start();
    const spool = await spoolOf('gw-0-a');
    const mark = (at: number) => spool.mark({ t: 'mark', at, settled: { month: [0, `${at}`] } });
    await record(spool, 'open', false);
    await mark(1);
    await first.drain();
    await first.stop();
    expect(marked).toEqual(['gw-0-a 1 [1]: ']);
    const second = start();
    await record(spool, 'a');
    await mark(2);
    store.down = true;
    await expect(second.drain()).rejects.toThrow('store is down');
    expect(marked.slice(1)).toEqual(['gw-0-a 1 []: ']);
    store.down = false;
    await second.drain();
    expect(marked.slice(2)).toEqual(['gw-0-a 2 [2]: a']);
    await second.stop();
    marked = [];
    const third = start();
    await third.drain();
    expect(marked).toEqual(['gw-0-a 2 []: a']);
    await spool.end({ t: 'end', call: openCallOf('open') });
    await mark(3);
    await third.drain();
    expect(marked.slice(1)).toEqual(['gw-0-a 3 [3]: a,open']);
    await spool.close();
  });

  it('turns what a dead gateway had under way into lost calls, at the estimate, flagged', async () => {
    const spool = await spoolOf('gw-0-a');
    await record(spool, 'done');
    await record(spool, 'cut', false);
    const { charges } = openCallOf('x');
    await spool.begin({
      t: 'attempt',
      call_id: 'cut',
      attempt: 2,
      provider: 'other',
      model: 'm2',
      charges: charges.map((charge) => ({ ...charge, attempt: 2 })),
    });
    const writer = start();
    await writer.drain();
    expect(store.ids()).toEqual(['done']);
    alive.clear();
    await writer.drain();
    const lost = store.rows.find((row) => row.call_id === 'cut');
    expect(lost).toMatchObject({ status: 'lost', estimated: true, cost: '0.001300000000' });
    expect(lost?.attempts.map((attempt) => attempt.provider)).toEqual(['openai', 'other']);
    expect(lost?.charges.every((charge) => charge.estimate_reason === 'process_lost')).toBe(true);
    expect(findings).toEqual([
      expect.objectContaining({ kind: 'call_lost', subject: 'support-bot', severity: 'warning' }),
    ]);
    expect(readdirSync(root)).toEqual([]);
  });

  it('keeps open begins through a restart and deletes segments nobody needs', async () => {
    const spool = await spoolOf('gw-0-a', 1, 65_536);
    for (let i = 0; i < 100; i++) await record(spool, `early-${i}`);
    await record(spool, 'long', false);
    for (let i = 0; i < 100; i++) await record(spool, `c-${i}`);
    const first = start();
    await first.drain();
    await first.stop();
    const segments = readdirSync(join(root, 'gw-0-a')).filter((name) => name.endsWith('.log'));
    expect(segments[0]).not.toBe('00000001.log');
    expect(segments.length).toBeGreaterThan(1);
    const second = start();
    await spool.end({ t: 'end', call: openCallOf('long') });
    await second.drain();
    expect(store.ids()).toHaveLength(201);
    expect(new Set(store.ids()).size).toBe(201);
    await spool.close();
  });

  it('with the store down keeps everything, says so, and catches up', async () => {
    const writer = start();
    const spool = await spoolOf('gw-0-a');
    await record(spool, 'a');
    store.down = true;
    await expect(writer.drain()).rejects.toThrow('store is down');
    expect(writer.status()).toMatchObject({ last_error: 'store is down' });
    expect(writer.status().lag_ms).not.toBe(0);
    expect(writer.status().spool_bytes).toBeGreaterThan(0);
    await record(spool, 'b');
    await expect(writer.drain()).rejects.toThrow('store is down');
    store.down = false;
    await writer.drain();
    expect(store.ids()).toEqual(['a', 'b']);
    expect(writer.status()).toEqual({ lag_ms: 0, spool_bytes: 0 });
    await spool.close();
  });

  it.each([true, false])('sets poison aside and lands the rest (store names it: %s)', async (named) => {
    store.poison = (call) => call.call_id === 'c-3' || call.call_id === 'c-7';
    store.namesPoison = named;
    const spool = await spoolOf('gw-0-a');
    for (let i = 0; i < 10; i++) await record(spool, `c-${i}`);
    const writer = start();
    await writer.drain();
    expect(store.ids()).toEqual(['c-0', 'c-1', 'c-2', 'c-4', 'c-5', 'c-6', 'c-8', 'c-9']);
    const files = readdirSync(join(root, 'quarantine'));
    const contents = files.map((name) => JSON.parse(readFileSync(join(root, 'quarantine', name), 'utf8')));
    expect(contents.map((content) => content.call.call_id).sort()).toEqual(['c-3', 'c-7']);
    expect(contents[0].reason).toBe('poison');
    expect(new Set(findings.map((finding) => finding.kind))).toEqual(new Set(['spool_corrupt']));
    await spool.close();
  });

  it('reports damage on disk, keeps the damaged bytes and lands everything else', async () => {
    const spool = await spoolOf('gw-0-a');
    for (const id of ['a', 'b', 'c']) await record(spool, id);
    const path = join(root, 'gw-0-a', '00000001.log');
    const bytes = readFileSync(path);
    const at = bytes.lastIndexOf('["e","b"') + 20;
    bytes[at] = (bytes[at] as number) ^ 0xff;
    writeFileSync(path, bytes);
    const writer = start();
    await writer.drain();
    expect(store.ids()).toEqual(['a', 'c']);
    expect(findings).toEqual([expect.objectContaining({ kind: 'spool_corrupt', subject: 'gw-0-a' })]);
    expect(readdirSync(join(root, 'quarantine'))).toHaveLength(1);
    alive.clear();
    await writer.drain();
    expect(store.ids('lost')).toEqual(['b']);
  });

  it('does not start over on a damaged checkpoint', async () => {
    const spool = await spoolOf('gw-0-a');
    await record(spool, 'a');
    writeFileSync(join(root, 'gw-0-a', 'checkpoint'), '{"low":');
    const writer = start();
    await expect(writer.drain()).rejects.toThrow();
    expect(store.ids()).toEqual([]);
    expect(existsSync(join(root, 'gw-0-a', '00000001.log'))).toBe(true);
    await spool.close();
  });

  it('lands every end once and every begin as end or lost, wherever writer and gateways die', async () => {
    const act = fc.oneof(
      fc.record({ do: fc.constant('begin' as const) }),
      fc.record({ do: fc.constant('end' as const), pick: fc.nat() }),
      fc.record({ do: fc.constant('mark' as const) }),
      fc.record({ do: fc.constant('land' as const), fail: fc.constantFrom('before', 'after', undefined) }),
      fc.record({ do: fc.constant('restart' as const), fail: fc.constantFrom('before', 'after', undefined) }),
      fc.record({ do: fc.constant('die' as const), cut: fc.nat(400) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 40 }), async (acts) => {
        rmSync(root, { recursive: true, force: true });
        store = new FakeStore();
        let writer = start();
        let pid = 1;
        let made = 0;
        alive = new Set([pid]);
        let spool = await spoolOf(`gw-0-${pid}`, pid, 65_536);
        let open: string[] = [];
        const ended: string[] = [];
        let endedHere: string[] = [];
        const begun: string[] = [];
        const endsBefore = new Map<number, string[]>();
        const told = new Set<number>();
        const tooEarly: string[] = [];
        onMark = (at) => {
          const there = new Set(store.ids('ok'));
          tooEarly.push(...(endsBefore.get(at) ?? ['unknown']).filter((id) => !there.has(id)));
          told.add(at);
        };
        const land = async (fail: 'before' | 'after' | undefined) => {
          if (fail !== undefined) store.failures = [fail];
          await writer.drain().catch(() => undefined);
          store.failures = [];
        };
        for (const action of acts) {
          if (action.do === 'begin') {
            const id = `c-${made++}`;
            await record(spool, id, false);
            open.push(id);
            begun.push(id);
          } else if (action.do === 'end' && open.length > 0) {
            const [id = ''] = open.splice(action.pick % open.length, 1);
            await spool.end({ t: 'end', call: openCallOf(id) });
            ended.push(id);
            endedHere.push(id);
          } else if (action.do === 'mark') {
            const at = endsBefore.size + 1;
            endsBefore.set(at, [...endedHere]);
            await spool.mark({ t: 'mark', at, settled: {} });
          } else if (action.do === 'land') {
            await land(action.fail);
          } else if (action.do === 'restart') {
            await land(action.fail);
            await writer.stop();
            writer = start();
          } else if (action.do === 'die') {
            alive.delete(pid);
            appendTorn(`gw-0-${pid}`, action.cut);
            pid++;
            alive.add(pid);
            open = [];
            endedHere = [];
            spool = await spoolOf(`gw-0-${pid}`, pid, 65_536);
          }
        }
        alive.clear();
        await land(undefined);
        await land(undefined);
        expect(tooEarly).toEqual([]);
        expect([...told].sort()).toEqual([...endsBefore.keys()].sort());
        const lost = begun.filter((id) => !ended.includes(id));
        expect(store.ids('ok')).toEqual([...ended].sort());
        expect(store.ids('lost')).toEqual(lost.sort());
        expect(readdirSync(root).filter((name) => name !== 'quarantine')).toEqual([]);
        await writer.stop();
      }),
      { numRuns: 25 },
    );
  });
});

/** A line the gateway was writing when it died. */
function appendTorn(instance: string, bytes: number): void {
  const directory = join(root, instance);
  if (!existsSync(directory)) return;
  const last = readdirSync(directory)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .at(-1);
  if (last === undefined || bytes === 0) return;
  writeFileSync(join(directory, last), Buffer.alloc(bytes, 'x'), { flag: 'a' });
}
