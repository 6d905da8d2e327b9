import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { silentLogger } from '../../platform/log.ts';
import { openChdbLedger } from '../chdb/index.ts';
import type { LedgerStore } from '../port.ts';
import { configOf } from '../testing/spool.ts';
import { startLedgerWriter } from './index.ts';

const CHILD = fileURLToPath(new URL('../testing/spool-child.ts', import.meta.url));
const ROUNDS = 4;
const RANGE = { since: new Date('2026-01-01T00:00:00Z'), until: new Date('2027-01-01T00:00:00Z') };

let root: string;
let store: LedgerStore;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'weir-kill-'));
  store = await openChdbLedger({ path: join(root, 'ledger'), log: silentLogger });
});
afterAll(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

describe('kill -9 of a process that records at full rate', () => {
  it('loses no acknowledged end, begin or mark, lands none twice, and tells of no mark too early', async () => {
    const spoolRoot = join(root, 'spool');
    const landedAs = new Map<string, number>();
    const landedAtMark = new Map<string, number>();
    const writer = startLedgerWriter({
      root: spoolRoot,
      store,
      config: configOf({ poll_ms: 10 }),
      clock: systemClock,
      log: silentLogger,
      onLanded: (calls) => {
        for (const call of calls) landedAs.set(call.call_id, landedAs.size);
      },
      onMark: (instance, { at }) => landedAtMark.set(`${instance} ${at}`, landedAs.size),
      onFinding: () => undefined,
    });
    const begun = new Set<string>();
    const ended = new Set<string>();
    const marks: Mark[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const said = await runAndKill(spoolRoot, `gw-${round}-kill`, 10 + Math.random() * 120);
      for (const id of said.begun) begun.add(id);
      for (const id of said.ended) ended.add(id);
      marks.push(...said.marks);
    }
    await writer.drain();
    await writer.stop();

    const landed = await allCalls();
    const ids = landed.map((call) => call.call_id);
    const complete = new Set(landed.filter((call) => call.status === 'ok').map((call) => call.call_id));
    expect(ended.size).toBeGreaterThan(100);
    expect(ids.length).toBe(new Set(ids).size);
    expect([...ended].filter((id) => !complete.has(id))).toEqual([]);
    const acknowledged = marks.filter((mark) => mark.acknowledged);
    expect(acknowledged.length).toBeGreaterThan(5);
    expect(acknowledged.filter(({ name }) => !landedAtMark.has(name))).toEqual([]);
    const tooEarly = marks.filter(({ name, endedBefore }) => {
      const landedThen = landedAtMark.get(name) ?? Number.POSITIVE_INFINITY;
      return endedBefore.some((id) => (landedAs.get(id) ?? Number.POSITIVE_INFINITY) >= landedThen);
    });
    expect(tooEarly.map(({ name }) => name)).toEqual([]);
    const present = new Set(ids);
    expect([...begun].filter((id) => !present.has(id))).toEqual([]);
    expect(readdirSync(spoolRoot)).toEqual([]);
    const report = await store.costs({
      ...RANGE,
      by: ['status'],
      filter: {},
      timeZone: 'UTC',
      sandbox: 'include',
    });
    expect(report.total.calls).toBe(ids.length);
  });
});

interface Mark {
  name: string;
  acknowledged: boolean;
  endedBefore: string[];
}

async function runAndKill(
  spoolRoot: string,
  instance: string,
  afterMs: number,
): Promise<{ begun: string[]; ended: string[]; marks: Mark[] }> {
  const acknowledged = join(root, `${instance}.txt`);
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, spoolRoot, instance, acknowledged], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), afterMs));
  await new Promise((resolve) => child.on('close', resolve));
  const said = readFileSync(acknowledged, 'utf8');
  const lines = said.slice(0, said.lastIndexOf('\n')).split('\n');
  const of = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const marks = of('marks').map((at) => ({
    name: `${instance} ${at}`,
    acknowledged: lines.includes(`marked ${at}`),
    endedBefore: lines
      .slice(0, lines.indexOf(`marks ${at}`))
      .filter((line) => line.startsWith('ended '))
      .map((line) => line.slice('ended '.length)),
  }));
  return { begun: of('begun'), ended: of('ended'), marks };
}

async function allCalls(): Promise<{ call_id: string; status: string }[]> {
  const calls: { call_id: string; status: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.calls({ ...RANGE, filter: {}, limit: 5_000, ...(cursor ? { cursor } : {}) });
    calls.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return calls;
}
