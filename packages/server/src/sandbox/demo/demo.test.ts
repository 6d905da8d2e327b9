import {
  callFact,
  createApplication,
  createCostCenter,
  createTeam,
  createWorkload,
} from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { createPriceBook } from '@weir/core/pricing';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../platform/catalog.ts';
import { startSandbox } from '../testing.ts';
import { demoCompany, generateHistory, type HistoryOptions, runLiveTraffic } from './index.ts';
import { STEP_CHANGE } from './profiles.ts';

const catalog = loadCatalog();
const priceBook = createPriceBook(catalog.list, catalog.units, { catalog: catalog.overrides });
const UNTIL = new Date('2026-11-20T15:20:00Z');
type Fact = Awaited<ReturnType<typeof history>>[number];

async function history(options: Partial<HistoryOptions> = {}) {
  const calls = [];
  for await (const batch of generateHistory({ priceBook, until: UNTIL, ...options })) calls.push(...batch);
  return calls;
}

function sum(calls: readonly Fact[]): Decimal {
  return calls.reduce((total, call) => total.add(Decimal.from(call.cost)), Decimal.ZERO);
}

function groupBy(list: readonly Fact[], key: (call: Fact) => string | undefined): Map<string, Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const item of list) {
    const group = key(item) ?? '';
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  return groups;
}

describe('demo company', () => {
  it('is valid for the admin API and refers only to itself', () => {
    const ids = (list: readonly { id: string }[]) => new Set(list.map((item) => item.id));
    for (const center of demoCompany.costCenters) createCostCenter.parse(center);
    for (const team of demoCompany.teams) {
      expect(ids(demoCompany.costCenters)).toContain(createTeam.parse(team).cost_center);
    }
    for (const application of demoCompany.applications) {
      expect(ids(demoCompany.teams)).toContain(createApplication.parse(application).team);
    }
    expect(demoCompany.workloads).toHaveLength(6);
    for (const workload of demoCompany.workloads) {
      const parsed = createWorkload.parse(workload);
      expect(ids(demoCompany.applications)).toContain(parsed.application);
      expect(parsed.approved_models?.every((model) => model.startsWith('sandbox-'))).toBe(true);
    }
  });
});

describe('history', () => {
  let calls: Fact[];
  beforeAll(async () => {
    calls = await history();
  });
  const of = (workload: string) => calls.filter((call) => call.tags['workload'] === workload);

  it('is of the promised size, valid, in order, ended, and labelled', () => {
    expect(calls.length).toBeGreaterThan(18_000);
    expect(calls.length).toBeLessThan(42_000);
    for (const call of calls.filter((_, i) => i % 50 === 0)) callFact.parse(call);
    expect(calls.every((call) => call.sandbox && call.source === 'demo')).toBe(true);
    expect(calls.every((call) => new Date(call.ended_at) <= UNTIL)).toBe(true);
    const times = calls.map((call) => call.started_at);
    expect(times).toEqual([...times].sort());
    expect(new Set(calls.map((call) => call.call_id)).size).toBe(calls.length);
  });

  it('charges exactly: the sum of charges is the cost, at prices restated here by hand', () => {
    for (const call of calls) {
      const total = call.charges.reduce(
        (t, charge) => t.add(Decimal.from(charge.effective_cost)),
        Decimal.ZERO,
      );
      expect(total.toFixed(12)).toBe(call.cost);
    }
    const call = of('contract-review').find((one) => (one.usage['cache_write_tokens'] ?? 0) > 0);
    if (call === undefined) throw new Error('no cache write');
    const {
      input_tokens: input = 0,
      cache_write_tokens: written = 0,
      output_tokens: output = 0,
    } = call.usage;
    // Claude Opus 4.6: $5 in, $6.25 cache write (5 minutes), $25 out per million tokens.
    const micro = (input - written) * 5 + written * 6.25 + output * 25;
    expect(Number(call.cost)).toBeCloseTo(micro / 1e6, 10);
  });

  it('is the same again, and on the next day for the days in common', async () => {
    const week = await history({ days: 7, callsPerDay: 300 });
    expect(JSON.stringify(await history({ days: 7, callsPerDay: 300 }))).toBe(JSON.stringify(week));
    const later = await history({ days: 7, callsPerDay: 300, until: new Date('2026-11-20T19:00:00Z') });
    const ids = new Set(later.map((call) => call.call_id));
    expect(week.every((call) => ids.has(call.call_id))).toBe(true);
    const other = await history({ seed: 2, days: 1 });
    expect(other.some((call) => ids.has(call.call_id))).toBe(false);
  });

  it('tells its stories: step change, unknown model, unattributed, aborts, retries, tasks', () => {
    const change = new Date('2026-11-20T00:00:00Z').getTime() - STEP_CHANGE.daysBeforeEnd * 86_400_000;
    const drafts = of('sales-drafts').filter((call) => call.status === 'ok');
    const mean = (list: Fact[]) =>
      list.reduce((total, call) => total + (call.usage['input_tokens'] ?? 0), 0) / list.length;
    const before = mean(drafts.filter((call) => Date.parse(call.started_at) < change));
    const after = mean(drafts.filter((call) => Date.parse(call.started_at) >= change));
    expect(after / before).toBeGreaterThan(2.5);
    const unpriced = calls.filter((call) => !call.priced && call.status === 'ok');
    expect(unpriced.length).toBeGreaterThan(5);
    expect(sum(unpriced).isZero).toBe(false);
    expect(unpriced.every((call) => call.estimated)).toBe(true);
    const unattributed = calls.filter((call) => call.attribution === 'quarantined');
    expect(unattributed.every((call) => call.missing_tags.includes('business_process'))).toBe(true);
    expect(unattributed.length).toBeGreaterThan(100);
    const statuses = new Set(calls.map((call) => call.status));
    expect(statuses).toEqual(new Set(['ok', 'client_aborted', 'upstream_error', 'refused']));
    expect(calls.some((call) => call.status === 'ok' && call.attempts.length === 2)).toBe(true);
    const tasks = groupBy(of('claims-triage'), (call) => call.tags['task']);
    expect([...tasks.values()].filter((steps) => steps.length >= 3).length).toBeGreaterThan(tasks.size * 0.9);
  });

  it('never charges a refused or failed call, never forgets an aborted one', () => {
    for (const call of calls) {
      if (call.status === 'refused' || call.status === 'upstream_error') expect(call.charges).toEqual([]);
      else expect(call.charges.length).toBeGreaterThan(0);
    }
  });

  it('rests at night and at weekends', () => {
    const hours = (from: number, to: number) =>
      of('code-assistant').filter((call) => {
        const hour = new Date(call.started_at).getUTCHours();
        return hour >= from && hour < to;
      }).length;
    expect(hours(8, 16)).toBeGreaterThan(hours(20, 24) * 20);
    const days = groupBy(calls, (call) => call.started_at.slice(0, 10));
    expect(days.get('2026-11-14')?.length).toBeLessThan((days.get('2026-11-12')?.length ?? 0) * 0.6);
  });
});

describe('live traffic', () => {
  it('sends both dialects with tags and the sizes of the plan', async () => {
    const sandbox = await startSandbox({ requireKey: true });
    const stop = new AbortController();
    const seen: { path: string; headers: Headers; model: string; status: number }[] = [];
    const keys = Object.fromEntries(
      demoCompany.workloads.map((workload) => [workload.id, `wk_${workload.id}`]),
    );
    const totals = await runLiveTraffic({
      gatewayUrl: sandbox.url,
      keys,
      ratePerSecond: 400,
      signal: stop.signal,
      // Ends on answers read to their end: on a busy machine many of those that began would be cut off unread.
      onCall: ({ ok }) => {
        if (ok >= 100) stop.abort();
      },
      fetch: async (input, init) => {
        const { pathname } = new URL(String(input));
        const dialect = pathname.includes('chat') ? 'openai' : 'anthropic';
        const response = await fetch(`${sandbox.url}/${dialect}${pathname}`, init);
        const headers = new Headers(init?.headers);
        seen.push({
          path: pathname,
          headers,
          model: JSON.parse(String(init?.body)).model,
          status: response.status,
        });
        return response;
      },
    });
    await sandbox.close();
    expect(totals.sent).toBeGreaterThanOrEqual(100);
    expect(totals.unreachable).toBe(0);
    expect(seen.filter((call) => call.status === 400)).toEqual([]);
    expect(totals.ok).toBeGreaterThanOrEqual(100);
    expect(new Set(seen.map((call) => call.path))).toEqual(new Set(['/v1/chat/completions', '/v1/messages']));
    expect(seen.every((call) => call.headers.has('x-weir-user'))).toBe(true);
    expect(seen.some((call) => call.headers.has('x-weir-task'))).toBe(true);
  });
});
