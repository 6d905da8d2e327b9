import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  AllocationRun,
  ApplyAnswer,
  AuditEntry,
  CostReport,
  FullCostReport,
  Outcome,
  OutcomeImport,
  OutcomeRule,
  Page,
  UnitReport,
  Workload,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pico, sum } from '../books/amounts.ts';
import { weir, weirJson } from '../books/command.ts';
import { day, MONTH, SINCE, UNTIL } from '../books/month-fixture.ts';
import { dollars } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { apportioned } from './exact.ts';

const MINUTES = fileURLToPath(new URL('./minutes.mjs', import.meta.url));
const WORKLOADS = 80;
/** Taken a thousand at a time. */
const ROWS = 8_000;
/** Looked at five hundred at a time. */
const TASKS = 5_000;
/** Landed a thousand at a time: shares of two items, of every workload and day. */
const ITEMS = { platform: '1000.01', licences: '77.777777777777' } as const;
const PATIENCE_MS = 60_000;
const QUERY = `since=${SINCE}&until=${UNTIL}`;

const dir = mkdtempSync(join(tmpdir(), 'weir-value-kill-'));
let home: RunningWeir;
const json = <T>(line: string | readonly string[]) => weirJson<T>(home, line);
const idOf = (n: number) => `w-${String(n).padStart(3, '0')}`;
const told = (workload: string) =>
  home.admin.get<Page<Outcome>>(`/outcomes?${QUERY}&workload=${workload}&limit=1`);
const unit = (workload: string) =>
  home.admin.get<UnitReport>(`/workloads/${workload}/unit-economics?${QUERY}&by=`);
const full = () => home.admin.get<FullCostReport>(`/full-cost?${QUERY}&by=workload`);

beforeAll(async () => {
  const { NODE_OPTIONS: given = '' } = process.env;
  home = await startWeir({
    dir,
    config: JSON.stringify({ sandbox: { enabled: false } }),
    env: { NODE_OPTIONS: `${given} --import=${MINUTES}` },
  });
});
afterAll(async () => {
  await home?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** kill -9, and the next control is there. */
async function killControl(): Promise<void> {
  const before = home.pids('control');
  expect(home.kill('control')).toBe(1);
  await waitFor('another control', PATIENCE_MS, async () => {
    const [now] = home.pids('control');
    if (now === undefined || before.includes(now)) return undefined;
    return (await fetch(`${home.adminUrl}/health`)).ok ? true : undefined;
  });
  await waitFor('its answers', PATIENCE_MS, async () => {
    await home.admin.get('/status');
    return true;
  });
}

/** Kills control once something of the work is there. The work had not ended: who asked for it is told so. */
async function killedAmid(work: Promise<unknown>, begun: () => Promise<boolean>): Promise<void> {
  const ended = work.then(
    () => 'ended',
    () => 'broken off',
  );
  await killOnce(begun);
  expect(await ended).toBe('broken off');
}

async function killOnce(begun: () => Promise<boolean>): Promise<void> {
  await waitFor('some of it', PATIENCE_MS, async () => ((await begun()) ? true : undefined));
  await killControl();
}

async function all<T>(path: string): Promise<T[]> {
  const found: T[] = [];
  for (let cursor = ''; ; ) {
    const page = await home.admin.get<Page<T>>(`${path}&limit=500${cursor}`);
    found.push(...page.data);
    if (page.next_cursor === null) return found;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}

function declare(folder: string, documents: readonly object[]): void {
  mkdirSync(join(dir, folder), { recursive: true });
  // JSON is YAML
  writeFileSync(join(dir, folder, 'all.yaml'), documents.map((one) => JSON.stringify(one)).join('\n---\n'));
}

describe('after kill -9 of control', () => {
  it('in the middle of weir apply, applying again makes it whole', async () => {
    const spec = {
      ...{ application: 'desk', environment: 'production', stage: 'pilot', owner: 'ada@acme.example' },
      value_metric: { outcome: 'done', confidence: 'measured' },
    };
    declare('weir.d', [
      ...Array.from({ length: WORKLOADS }, (_, n) => ({ kind: 'workload', id: idOf(n), spec })),
      { kind: 'application', id: 'desk', spec: {} },
    ]);
    const made = () =>
      all<Workload>('/workloads?').then((found) => found.filter(({ id }) => id.startsWith('w-')));
    await killedAmid(json('apply -f weir.d'), async () => (await made()).length > 10);
    const there = (await made()).length;
    console.log(`apply: ${there} of ${WORKLOADS} workloads were there after the kill`);
    expect(there).toBeLessThan(WORKLOADS);
    const again = await json<ApplyAnswer>('apply -f weir.d');
    expect(again.summary).toEqual({
      ...{ create: WORKLOADS - there, none: there + 1, change: 0, orphan: 0, error: 0, drifted: 0 },
    });
    expect((await json<ApplyAnswer>('apply -f weir.d --check')).summary).toMatchObject({
      none: WORKLOADS + 1,
    });
    const audited = await all<AuditEntry>('/audit?action=workload.create');
    const subjects = audited.map(({ subject }) => subject).filter((subject) => subject.includes('w-'));
    expect([subjects.length, new Set(subjects).size]).toEqual([WORKLOADS, WORKLOADS]);
    // what was made just before is in the memory of the set, too: gone from the files, it is told
    declare('weir.d', [{ kind: 'application', id: 'desk', spec: {} }]);
    expect((await json<ApplyAnswer>('apply -f weir.d --dry-run')).summary).toMatchObject({
      orphan: WORKLOADS,
    });
  });

  it('in the middle of an import of outcomes, the same file makes it whole', async () => {
    const values = Array.from({ length: ROWS }, (_, n) => BigInt(n + 1) * 1_000_000n + BigInt(n));
    const rows = values.map((value, n) => {
      const at = `${day(1 + (n % 28))}T10:00:00Z`;
      return `row-${n},done,${at},${n % 4 === 3 ? 'no' : 'yes'},${dollars(value)},USD`;
    });
    writeFileSync(join(dir, 'outcomes.csv'), `id,outcome,at,success,value,currency\n${rows.join('\n')}\n`);
    const workload = idOf(0);
    const line = `outcome import outcomes.csv --workload ${workload}`;
    await killedAmid(json(line), async () => (await told(workload)).data.length > 0);
    const there = (await unit(workload)).figures.cost_per_outcome?.sample ?? 0;
    console.log(`outcomes: ${there} of ${ROWS} were there after the kill`);
    expect(there).toBeLessThan(ROWS);
    const again = await json<OutcomeImport>(line);
    expect(again).toMatchObject({
      read: ROWS,
      added: ROWS - there,
      unchanged: there,
      revised: 0,
      rejected: 0,
    });
    expect(await json<OutcomeImport>(line)).toMatchObject({ added: 0, unchanged: ROWS, revised: 0 });
    const successful = values.filter((_, n) => n % 4 !== 3);
    const { figures } = await unit(workload);
    expect(figures.success_rate?.inputs).toEqual({ successes: successful.length, outcomes: ROWS });
    expect(figures.value?.value).toBe(dollars(sum(successful)));
  });

  it('in the middle of a rule on traffic, every task has its one outcome', async () => {
    const workload = idOf(1);
    const rows = Array.from({ length: TASKS }, (_, n) =>
      JSON.stringify({
        ...{ call_id: `task-${n}`, at: `${day(1 + (n % 28))}T10:00:00Z`, task: `task-${n}` },
        ...{ input_tokens: 1_000, output_tokens: 100, status: n % 5 === 4 ? 'upstream_error' : 'ok' },
      }),
    );
    writeFileSync(join(dir, 'calls.jsonl'), `${rows.join('\n')}\n`);
    const line = `import calls calls.jsonl --format jsonl --provider openai --model gpt-4o-mini --workload ${workload}`;
    expect(await json(line)).toMatchObject({ imported: TASKS, rejected: 0 });
    const rule = { id: 'ended', workload, outcome: 'done', when: { last_ok: true }, otherwise_failure: true };
    await home.admin.post<OutcomeRule>('/outcome-rules', {
      ...{ ...rule, quiet_minutes: 1, value: '0.000000000003', currency: 'USD', from: `${SINCE}T00:00:00Z` },
    });
    const outcomes = async () => (await unit(workload)).figures.cost_per_outcome?.sample ?? 0;
    await killOnce(async () => (await told(workload)).data.length > 0);
    const there = await outcomes();
    console.log(`rule: ${there} of ${TASKS} tasks had an outcome after the kill`);
    await waitFor('the others', PATIENCE_MS, async () => ((await outcomes()) >= TASKS ? true : undefined));
    const made = await all<Outcome>(`/outcomes?${QUERY}&workload=${workload}&retracted=true`);
    expect([made.length, new Set(made.map(({ task }) => task)).size]).toEqual([TASKS, TASKS]);
    expect(made.filter(({ version, link }) => version !== 1 || link !== 'linked')).toEqual([]);
    const { figures } = await unit(workload);
    const successes = TASKS - TASKS / 5;
    expect(figures.success_rate?.inputs).toEqual({ successes, outcomes: TASKS });
    expect(figures.value?.value).toBe(dollars(3n * BigInt(successes)));
  });

  it('in the middle of sharing out costs, every share is booked once', async () => {
    declare('costs.d', [
      ...Object.entries(ITEMS).map(([id, amount]) => ({
        ...{ kind: 'cost-item', id },
        spec: {
          ...{
            category: 'infrastructure',
            from: SINCE,
            until: UNTIL,
            rule: 'alike',
            source: 'contract 4711',
          },
          terms: { kind: 'recurring', amount, currency: 'USD', per: 'month' },
        },
      })),
      {
        ...{ kind: 'allocation-rule', id: 'alike' },
        spec: { steps: [{ kind: 'split', among: 'workload', by: 'even' }] },
      },
    ]);
    expect((await json<ApplyAnswer>('apply -f costs.d --set costs')).summary).toMatchObject({ create: 3 });
    const before = (await full()).total;
    expect(before.loaded_cost).toBe(before.api_cost);
    const planned = await json<AllocationRun>(`allocation run ${MONTH} --dry-run`);
    const entries = planned.items.reduce((all, one) => all + one.entries, 0);
    expect(entries).toBeGreaterThan(2 * WORKLOADS * 27);
    const shared = async () => pico((await full()).total.loaded_cost) - pico(before.loaded_cost);
    await killedAmid(json(`allocation run ${MONTH}`), async () => (await shared()) > 0n);
    const between = await shared();
    const whole = sum(Object.values(ITEMS).map(pico));
    console.log(
      `shares: ${dollars(between)} of ${dollars(whole)} in ${entries} entries was booked after the kill`,
    );
    await json(`allocation run ${MONTH}`);
    expect(await shared()).toBe(whole);
    const again = await json<AllocationRun>(`allocation run ${MONTH}`);
    expect(again.items.map(({ booked, entries }) => [booked, entries])).toEqual([
      ['0.000000000000', 0],
      ['0.000000000000', 0],
    ]);

    const workloads = await all<Workload>('/workloads?');
    const receivers = workloads.filter(({ stage }) => stage !== 'poc').map(({ id }) => id);
    const alike = Object.fromEntries(receivers.map((id) => [id, 1n]));
    const parts = Object.values(ITEMS).map((amount) => apportioned(pico(amount), alike));
    const { rows } = await full();
    const booked = rows.map(({ group, categories }) => [group, categories['infrastructure']]);
    expect(Object.fromEntries(booked)).toEqual(
      Object.fromEntries(receivers.map((id) => [id, dollars(sum(parts.map((part) => part[id] ?? 0n)))])),
    );
    const { total } = await home.admin.get<CostReport>(`/costs?${QUERY}`);
    expect(total).toMatchObject({ calls: TASKS, cost: before.api_cost });
    // 1,000 tokens at 0.15 and 100 at 0.60 dollars per million
    expect(total.cost).toBe(dollars(210_000_000n * BigInt(TASKS)));
    await weir(home, 'doctor');
  });
});
