import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callFact } from '@weir/core/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { chargeOf, furtherFields, passingFields } from '../testing/facts.ts';
import { FaultyFs } from '../testing/faulty-fs.ts';
import { begunOf, configOf, openCallOf } from '../testing/spool.ts';
import { nodeSpoolFs } from './files.ts';
import { decodeLine, LineBuffer } from './lines.ts';
import type { SpoolRecord } from './records.ts';
import { scanLines } from './scan.ts';
import { openSpoolWriter } from './writer.ts';

const INSTANCE = 'gw-0-test';
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'weir-spool-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (overrides: Parameters<typeof configOf>[0] = {}, fs = nodeSpoolFs) =>
  openSpoolWriter({ root, instance: INSTANCE, config: configOf(overrides), clock: systemClock, fs });

function linesOf(records: readonly SpoolRecord[]): Buffer {
  const lines = new LineBuffer(INSTANCE);
  for (const record of records) lines.append(record);
  return Buffer.from(lines.bytes.subarray(0, lines.length));
}

/** Ids of the ends on disk, in order. */
function endsOnDisk(): string[] {
  const directory = join(root, INSTANCE);
  return readdirSync(directory)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .flatMap(
      (name) => scanLines(readFileSync(join(directory, name)), { instance: INSTANCE, final: true }).records,
    )
    .flatMap(({ record }) => (record.t === 'end' ? [record.call_id] : []));
}

describe('spool lines', () => {
  it('carry every field of a call, begun and ended, unchanged', () => {
    const full = openCallOf('c-1', {
      ...furtherFields(),
      ...passingFields(),
      charges: [
        chargeOf({ estimated: true, estimate_reason: 'stream_cut', priced: false }),
        chargeOf({ contracted_unit_price: '2', contracted_cost: '0.000200000000', effective_cost: '0.1' }),
      ],
      cost: '0.1',
      error_code: 'upstream_cut',
      attempts: [
        {
          attempt: 2,
          provider: 'x',
          model: 'y',
          started_at: '2026-01-01T00:00:00Z',
          first_byte_ms: 0,
          duration_ms: 1,
          http_status: 500,
          error_code: 'e',
          upstream_request_id: 'r',
          superseded_by: 'fallback',
        },
      ],
    });
    // entries never come from a gateway, and their class is the ledger's to set
    const ofGateways = Object.keys(callFact.shape).filter((name) => name !== 'entry' && name !== 'class');
    expect(Object.keys(full).sort()).toEqual(ofGateways.sort());
    for (const records of [
      [{ t: 'end', call: full }],
      [
        { t: 'begin', call: begunOf(full) },
        { t: 'end', call: full },
      ],
    ] satisfies SpoolRecord[][]) {
      const scan = scanLines(linesOf(records), { instance: INSTANCE, final: false });
      const begin = scan.records.find(({ record }) => record.t === 'begin')?.record;
      const end = scan.records.at(-1)?.record;
      const begun = begin?.t === 'begin' ? begin.call : undefined;
      if (begun !== undefined) expect(begun).toEqual(begunOf(full));
      expect(end?.t === 'end' && end.complete(begun)).toEqual(full);
    }
  });

  it('lose exactly the damaged record when any byte is flipped, and nothing is invented', () => {
    const records: SpoolRecord[] = ['a', 'b', 'c', 'd'].map((id) => ({ t: 'end', call: openCallOf(id) }));
    const bytes = linesOf(records);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ mask;
        const scan = scanLines(damaged, { instance: INSTANCE, final: true });
        const found = scan.records.map(({ record }) =>
          record.t === 'end' ? record.complete(undefined) : undefined,
        );
        expect(found.length).toBeGreaterThanOrEqual(3);
        for (const call of found)
          expect(records.map((record) => 'call' in record && record.call)).toContainEqual(call);
        if (found.length === 3) expect(scan.damaged.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('cut anywhere give the records before the cut and a torn tail only at the end', () => {
    const bytes = linesOf(['a', 'b', 'c'].map((id) => ({ t: 'end', call: openCallOf(id) })));
    fc.assert(
      fc.property(fc.nat(bytes.length), (cut) => {
        const open = scanLines(bytes.subarray(0, cut), { instance: INSTANCE, final: false });
        const rest = scanLines(bytes.subarray(open.consumed), { instance: INSTANCE, final: true });
        expect(open.damaged).toEqual([]);
        expect(open.records.length + rest.records.length).toBe(3);
        const final = scanLines(bytes.subarray(0, cut), { instance: INSTANCE, final: true });
        expect(final.damaged.every((span) => span.kind === 'torn' && span.to === cut)).toBe(true);
      }),
    );
  });

  it('are refused when checksum or JSON are wrong', () => {
    expect(decodeLine(Buffer.from('00000000 []'), INSTANCE)).toBeUndefined();
    expect(decodeLine(Buffer.from(''), INSTANCE)).toBeUndefined();
  });
});

describe('spool writer', () => {
  it.each(['always', 'interval', 'never'] as const)(
    'acknowledges what is on disk (fsync %s)',
    async (fsync) => {
      const spool = await open({ fsync });
      const call = openCallOf('c-1');
      await spool.begin({ t: 'begin', call: begunOf(call) });
      await spool.end({ t: 'end', call });
      expect(endsOnDisk()).toEqual(['c-1']);
      await spool.close();
      expect(readdirSync(join(root, INSTANCE)).sort()).toEqual(['00000001.log', 'closed', 'owner']);
      await expect(spool.end({ t: 'end', call })).rejects.toMatchObject({ code: 'shutting_down' });
    },
  );

  it('writes all records of one turn at once and rotates segments', async () => {
    const fs = new FaultyFs();
    const spool = await open({ segment_bytes: 65_536 }, fs);
    for (let turn = 0; turn < 5; turn++) {
      const ids = Array.from({ length: 40 }, (_, i) => `c-${turn}-${i}`);
      await Promise.all(ids.map((id) => spool.end({ t: 'end', call: openCallOf(id) })));
    }
    expect(fs.writes).toBe(5);
    expect(readdirSync(join(root, INSTANCE)).filter((name) => name.endsWith('.log')).length).toBeGreaterThan(
      2,
    );
    expect(endsOnDisk()).toHaveLength(200);
    await spool.close();
  });

  it('on a full disk refuses begins, still takes ends from the ballast, and recovers', async () => {
    const fs = new FaultyFs();
    const spool = await open({}, fs);
    const call = openCallOf('running');
    await spool.begin({ t: 'begin', call: begunOf(call) });
    fs.room = 100;
    const refused = spool.begin({ t: 'begin', call: begunOf(openCallOf('new')) });
    const ended = spool.end({ t: 'end', call });
    await expect(refused).rejects.toMatchObject({ code: 'spool_full', status: 503 });
    await ended;
    expect(spool.health()).toMatchObject({ full: true, pendingBytes: 0 });
    await expect(spool.begin({ t: 'begin', call: begunOf(openCallOf('x')) })).rejects.toThrow('disk');
    expect(endsOnDisk()).toEqual(['running']);
    fs.room = Number.POSITIVE_INFINITY;
    await until(() => !spool.health().full);
    await spool.begin({ t: 'begin', call: begunOf(openCallOf('after')) });
    await spool.close();
  });

  it('keeps ends in memory when even the ballast is used up, until they are on disk, once', async () => {
    const fs = new FaultyFs();
    const spool = await open({}, fs);
    fs.room = 0;
    fs.ballastHelps = false;
    let done = 0;
    const ends = ['a', 'b', 'c'].map((id) =>
      spool.end({ t: 'end', call: openCallOf(id) }).then(() => done++),
    );
    await until(() => spool.health().full);
    expect(done).toBe(0);
    expect(spool.health().pendingBytes).toBeGreaterThan(0);
    fs.room = Number.POSITIVE_INFINITY;
    await Promise.all(ends);
    expect(endsOnDisk()).toEqual(['a', 'b', 'c']);
    await spool.close();
  });

  it('survives short writes and failing writes at any point without losing or repeating an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(4_000), { minLength: 1, maxLength: 12 }), async (limits) => {
        rmSync(join(root, INSTANCE), { recursive: true, force: true });
        const fs = new FaultyFs();
        const spool = await open({}, fs);
        const acknowledged: string[] = [];
        for (const [i, limit] of limits.entries()) {
          fs.failAfter = limit;
          const id = `c-${i}`;
          const call = openCallOf(id);
          const begun = await spool.begin({ t: 'begin', call: begunOf(call) }).then(
            () => true,
            () => false,
          );
          const ended = spool.end({ t: 'end', call }).then(() => acknowledged.push(id));
          fs.failAfter = Number.POSITIVE_INFINITY;
          if (begun) await ended;
          else await Promise.race([ended, new Promise(setImmediate)]);
        }
        await spool.close();
        expect(acknowledged).toHaveLength(limits.length);
        expect(endsOnDisk().sort()).toEqual(limits.map((_, i) => `c-${i}`).sort());
      }),
      { numRuns: 12 },
    );
  });

  it('never refuses a mark, and keeps it behind every record handed over before', async () => {
    const fs = new FaultyFs();
    const spool = await open({}, fs);
    const call = openCallOf('a');
    await spool.begin({ t: 'begin', call: begunOf(call) });
    fs.room = 0;
    fs.ballastHelps = false;
    const refused = expect(spool.begin({ t: 'begin', call: begunOf(openCallOf('b')) })).rejects.toThrow(
      'full',
    );
    const ended = spool.end({ t: 'end', call });
    const marked = spool.mark({ t: 'mark', at: 5, settled: { month: [0, '7'] } });
    await refused;
    fs.room = 100_000_000;
    await Promise.all([ended, marked]);
    const bytes = readFileSync(join(root, INSTANCE, '00000001.log'));
    const { records } = scanLines(bytes, { instance: INSTANCE, final: true });
    expect(records.map(({ record }) => record.t)).toEqual(['begin', 'end', 'mark']);
    expect(records[2]?.record).toEqual({ t: 'mark', at: 5, settled: { month: [0, '7'] } });
    await spool.close();
    await expect(spool.mark({ t: 'mark', at: 6, settled: {} })).rejects.toThrow('stopping');
  });

  it('refuses begins above the bound on all directories together, and takes them again below it', async () => {
    const fs = new FaultyFs();
    const spool = await open({ max_bytes: 1_048_576 }, fs);
    fs.used = 2_000_000;
    await until(async () => {
      await spool.end({ t: 'end', call: openCallOf('c') });
      return spool.health().full;
    });
    await expect(spool.begin({ t: 'begin', call: begunOf(openCallOf('x')) })).rejects.toMatchObject({
      code: 'spool_full',
      message: expect.stringContaining('spool.max_bytes'),
    });
    fs.used = 0;
    await until(() => !spool.health().full);
    await spool.begin({ t: 'begin', call: begunOf(openCallOf('x')) });
    await spool.close();
  });

  it('cannot be opened where nothing can be written, and says what to do', async () => {
    const fs = new FaultyFs();
    fs.creatable = false;
    await expect(open({}, fs)).rejects.toMatchObject({
      code: 'spool_full',
      remedy: expect.stringContaining('disk'),
    });
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
