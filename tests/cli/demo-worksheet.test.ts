import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allocationExplanations, type UnitReport, unitReport } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { createPriceBook } from '@weir/core/pricing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openLocalControl } from '../../packages/server/src/app/local-control.ts';
import { type ApiClient, createApiClient } from '../../packages/server/src/cli/api-client.ts';
import { createTestIo, runWeir } from '../../packages/server/src/cli/testing.ts';
import { localTransport } from '../../packages/server/src/cli/transport.ts';
import { loadCatalog } from '../../packages/server/src/platform/catalog.ts';
import { loadConfig } from '../../packages/server/src/platform/config/index.ts';
import { demoOutcomes, generateHistory } from '../../packages/server/src/sandbox/demo/index.ts';

/** The instant, zone and range that the worksheet is of. */
const NOW = '2026-11-22T12:00:00Z';
const RANGE = { since: '2026-10-23', until: '2026-11-22' };
const SHEET = readFileSync(join(import.meta.dirname, '../../docs/demo-worksheet.md'), 'utf8');
const WORKLOADS = [...SHEET.matchAll(/^## ([a-z]+-[a-z-]+)$/gm)].map(([, name]) => name ?? '');

const dir = mkdtempSync(join(tmpdir(), 'weir-demo-'));
const env = { WEIR_DATA_DIR: dir };
let client: ApiClient;
const reports = new Map<string, UnitReport>();

/** As from a shell, at that instant. */
async function weir(line: string): Promise<string> {
  const io = createTestIo({ cwd: dir, env, now: () => Date.parse(NOW) });
  const { code, err, out } = await runWeir(line, { io, openLocalControl });
  expect(code, err).toBe(0);
  return out + err;
}

beforeAll(async () => {
  // the clock goes on from there: what waits for time to pass must not wait for ever
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW), shouldAdvanceTime: true });
  await weir('organization change --time-zone UTC');
  expect(await weir('demo --no-live')).toMatch(/Created \d+ parts/);
  const again = await weir('demo --no-live');
  expect(again).toContain('The demo company is there already.');
  expect(again).toContain('History: 0 calls for 0');
  expect(again).toContain('Outcomes: 0 told');
  const control = await openLocalControl(loadConfig({ env, cwd: dir }));
  client = createApiClient(localTransport(dir, control));
  for (const workload of WORKLOADS) {
    reports.set(workload, await client.get(`/workloads/${workload}/unit-economics`, unitReport, RANGE));
  }
}, 300_000);

afterAll(async () => {
  await client?.close();
  rmSync(dir, { recursive: true, force: true });
  vi.useRealTimers();
});

function report(workload: string): UnitReport {
  const found = reports.get(workload);
  if (found === undefined) throw new Error(`no report of ${workload}`);
  return found;
}

/** Cells of the rows of the table whose header begins with these, within the text. */
function table(text: string, ...header: string[]): string[][] {
  const begin = text.indexOf(`| ${header.join(' | ')} |`);
  if (begin === -1) throw new Error(`no table ${header.join(', ')}`);
  const lines = text.slice(begin).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end === -1 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

function section(workload: string): string {
  const [, rest = ''] = SHEET.split(`\n## ${workload}\n`);
  return rest.split('\n## ')[0] ?? '';
}

/** As the sheet would write it: with as many decimals, half-even. */
function written(value: string | number | null | undefined, like: string): string {
  if (value === null || value === undefined) return 'nothing';
  const places = like.split('.')[1]?.length ?? 0;
  return Decimal.from(value).roundHalfEven(places).toFixed(places);
}

const whole = (cell: string | undefined) => Number((cell ?? '').replaceAll(',', ''));

it('is about the six workloads', () => {
  expect(WORKLOADS).toHaveLength(6);
});

describe('what is counted', () => {
  const rows = table(SHEET, 'workload', 'calls', 'tokens');

  it('stands in the history and in what it led to', async () => {
    const past = { until: new Date(NOW), days: 30 };
    const { list, units, overrides } = loadCatalog();
    const priceBook = createPriceBook(list, units, { catalog: overrides });
    const within = (at: string) => at >= RANGE.since && at < RANGE.until;
    const calls = [];
    for await (const batch of generateHistory({ ...past, priceBook })) {
      calls.push(...batch.filter(({ started_at: at }) => within(at)));
    }
    const outcomes = [...demoOutcomes(past)].flat().filter(({ at }) => within(at));
    for (const [workload = '', ...cells] of rows) {
      const mine = calls.filter(({ tags }) => tags['workload'] === workload);
      const made = mine.filter(({ status }) => status !== 'refused');
      const told = outcomes.filter((one) => one.workload === workload);
      const named = (tag: string) => new Set(made.flatMap(({ tags }) => tags[tag] ?? [])).size;
      const cost = mine.reduce((sum, call) => sum.add(Decimal.from(call.cost)), Decimal.ZERO);
      const tokens = mine.reduce(
        (sum, { usage }) => sum + (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0),
        0,
      );
      expect([workload, ...cells.slice(0, 6).map(whole), cells[6]]).toEqual([
        workload,
        mine.length,
        tokens,
        named('user'),
        named('task'),
        told.length,
        told.filter(({ success }) => success).length,
        cost.roundHalfEven(6).toFixed(6),
      ]);
    }
  });

  it('is what the API says went in', () => {
    for (const [workload = '', ...cells] of rows) {
      const { figures } = report(workload);
      const { successes, outcomes } = figures.success_rate?.inputs ?? {};
      expect([workload, ...cells.slice(0, 6).map(whole)]).toEqual([
        workload,
        figures.cost_per_call?.inputs['calls'],
        figures.cost_per_million_tokens?.inputs['tokens'],
        figures.cost_per_user?.inputs['users'],
        figures.cost_per_task?.inputs['tasks'],
        outcomes,
        successes,
      ]);
    }
  });
});

it('shares costs out as the sheet does, item by item', async () => {
  const amounts = new Map<string, Decimal>();
  for (const month of ['2026-10', '2026-11']) {
    const { data } = await client.get(`/allocations/${month}/explain`, allocationExplanations);
    for (const { workload, item, amount } of data) {
      const name = `${workload} ${item}`;
      amounts.set(name, (amounts.get(name) ?? Decimal.ZERO).add(Decimal.from(amount)));
    }
  }
  const rows = table(SHEET, 'workload', 'item', 'formula', 'share');
  expect(rows.map(([workload, item]) => `${workload} ${item}`).sort()).toEqual([...amounts.keys()].sort());
  for (const [workload = '', item = '', , share = ''] of rows) {
    expect([workload, item, written(amounts.get(`${workload} ${item}`)?.toString(), share)]).toEqual([
      workload,
      item,
      share,
    ]);
  }
});

describe.each(WORKLOADS)('%s', (workload) => {
  it('has the figures of the sheet', () => {
    const rows = table(section(workload), 'figure', 'formula', 'result');
    expect(rows.length).toBeGreaterThan(10);
    const { figures } = report(workload);
    const answered = rows.map(([name = '', , result = '']) => [
      name,
      written(figures[name as keyof typeof figures]?.value, result),
    ]);
    expect(answered).toEqual(rows.map(([name, , result]) => [name, result]));
    // what the sheet leaves out cannot be told
    const named = new Set(rows.map(([name]) => name));
    for (const [name, { value, why }] of Object.entries(figures)) {
      if (!named.has(name)) expect([name, value, typeof why]).toEqual([name, null, 'string']);
    }
  });

  it('has the verdict of the sheet, for the same reasons', () => {
    const text = section(workload);
    const { verdict } = report(workload);
    expect(verdict.verdict).toBe(/Verdict: \*\*(\w+)\*\*/.exec(text)?.[1]);
    const rows = table(text, 'rule', 'evidence', 'result');
    expect(verdict.rules.map(({ rule, result }) => [rule, result])).toEqual(
      rows.map(([rule, , result]) => [rule, result]),
    );
    const evidence = (rule: string) => rows.find(([name]) => name === rule)?.[1] ?? '';
    const inputs = (rule: string) => verdict.rules.find((one) => one.rule === rule)?.inputs ?? {};
    const halves = /= ([\d.]+); .* = ([\d.]+); change (-?[\d.]+);/.exec(evidence('cost_stable')) ?? [];
    const { first_half: first, second_half: second, change } = inputs('cost_stable');
    expect(halves.slice(1)).toEqual(
      [first, second, change].map((value, i) => written(value, halves[i + 1] ?? '')),
    );
    const quality = /over (\d+) answers ([\d.]+);/.exec(evidence('quality_acceptable'));
    if (quality === null) return;
    const { samples, mean } = inputs('quality_acceptable');
    expect(quality.slice(1)).toEqual([String(samples), written(mean, quality[2] ?? '')]);
  });
});

it('shows that a resolved ticket costs less since the prompt changed', () => {
  const rows = table(section('support-bot'), 'prompt', 'API cost', 'successes');
  const told = report('support-bot').by.find(({ dimension }) => dimension === 'prompt_version')?.rows ?? [];
  expect(rows.map(([prompt]) => prompt)).toEqual(['v12', 'v13']);
  for (const [prompt, cost = '', successes, , each = ''] of rows) {
    const row = told.find(({ value }) => value === prompt);
    expect([
      written(row?.api_cost, cost),
      row?.successes,
      written(row?.cost_per_successful_outcome, each),
    ]).toEqual([cost, whole(successes), each]);
  }
  expect(Number(rows[1]?.[4])).toBeLessThan(Number(rows[0]?.[4]));
});
