import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

const STAMPS = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const BUDGET = {
  id: 'support-month',
  name: 'Support',
  scope: { workload: 'support-bot' },
  amount: '100',
  currency: 'USD',
  period: 'month',
  mode: 'hard',
  yellow_percent: 80,
  red_percent: 95,
  approvers: [],
  roll_over: 'none',
  on_authority_loss: 'held_lease',
  ...STAMPS,
  status: {
    starts_at: '2026-11-01T00:00:00Z',
    ends_at: '2026-12-01T00:00:00Z',
    limit: '100.000000000000',
    rolled_over: '0.000000000000',
    lifted: '0.000000000000',
    settled: '81.500000000000',
    reserved: '0.250000000000',
    leased: '2.000000000000',
    remaining: '16.250000000000',
    used_percent: 81.75,
    level: 'yellow',
    reasons: [{ kind: 'threshold', text: '81.75% of the limit is used; it turns yellow at 80%.' }],
    certain: true,
    cut_off_gateways: [],
    overshoot: '0.000000000000',
    exhausts_at: '2026-11-26T10:00:00Z',
    projected: '122.250000000000',
    formulas: {},
  },
};
const KILL = {
  id: 'kill_1',
  target: 'workload',
  subject: 'support-bot',
  reason: 'a loop',
  cut: true,
  by: 'cli',
  created_at: '2026-11-22T10:00:00Z',
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

describe('weir budget', () => {
  it('create sends scope and terms as they were given', async () => {
    const { run, sent } = onControl({ 'POST /budgets': { body: BUDGET, status: 201 } });
    const line =
      'budget create --scope team=search,environment=production --scope tag.tenant=acme --amount 40.5 --currency USD ' +
      '--period day --mode degrade --degrade-tier small --yellow 70 --red 90 --roll-over --fail-closed';
    expect(await run(line)).toMatchObject({ code: 0 });
    expect(sent('POST /budgets')).toEqual({
      scope: { team: 'search', environment: 'production', 'tag.tenant': 'acme' },
      amount: '40.5',
      currency: 'USD',
      period: 'day',
      mode: 'degrade',
      degrade_to: { tier: 'small' },
      yellow_percent: 70,
      red_percent: 90,
      roll_over: 'unused',
      on_authority_loss: 'closed',
    });
  });

  it.each([
    ['budget create --period day', 'no amount'],
    ['budget create --amount 1', 'no period'],
    ['budget create --amount -1 --period day', 'amount'],
    ['budget create --amount 1 --period fortnight', 'fortnight'],
    ['budget create --amount 1 --period day --scope team', 'dimension=value'],
    ['budget create --amount 1 --period day --red 101', 'percentage'],
  ])('%s is refused before anything is sent', async (line, says) => {
    const { run } = onControl({});
    const { code, err } = await run(line);
    expect(code).toBe(2);
    expect(err).toContain(says);
  });

  it('show gives what is left, and --json as decimal strings', async () => {
    const { run } = onControl({ 'GET /budgets/support-month': { body: BUDGET } });
    const { out, err } = await run('budget show support-month');
    expect(out).toMatch(/remaining\s+16\.25/);
    expect(out).toMatch(/reserved\s+0\.25/);
    expect(out).toMatch(/exhausts\s+2026-11-26 10:00:00 UTC/);
    expect(err).toContain('turns yellow at 80%');
    const json = JSON.parse((await run('budget show support-month --json')).out) as typeof BUDGET;
    expect(json.status).toMatchObject({ settled: '81.500000000000', leased: '2.000000000000' });
  });

  it('simulate says in a sentence what would have been blocked', async () => {
    const blocked = { calls: 900, blocked_calls: 214, spent: '51.2', blocked_cost: '31.2' };
    const summary = 'Last month this would have blocked 214 calls of 1 workload.';
    const { run } = onControl({
      'POST /budgets/simulate': {
        body: {
          ...blocked,
          since: '2026-10-01T00:00:00Z',
          until: '2026-11-01T00:00:00Z',
          currency: 'USD',
          periods: [],
          workloads: [{ workload: 'support-bot', ...blocked }],
          summary,
          formulas: {},
        },
      },
    });
    const { out } = await run('budget simulate --amount 20 --period month');
    expect(out).toContain(summary);
    expect(out).toMatch(/support-bot\s+900\s+214/);
  });

  it('lift turns a duration into an instant', async () => {
    const lift = {
      id: 'l1',
      budget: 'support-month',
      amount: '50',
      until: '2026-11-23T00:00:00Z',
      reason: 'launch',
      by: 'cli',
      created_at: '2026-11-22T00:00:00Z',
    };
    const { run, sent } = onControl({ 'POST /budgets/support-month/lifts': { body: lift, status: 201 } });
    const { code } = await run([
      'budget',
      'lift',
      'support-month',
      '--amount',
      '50',
      '--for',
      '24h',
      '--reason',
      'launch',
    ]);
    expect(code).toBe(0);
    expect(sent('POST /budgets/support-month/lifts')).toMatchObject({ amount: '50', reason: 'launch' });
  });
});

describe('weir kill', () => {
  it('throws a switch on a target, and everything needs no subject', async () => {
    const { run, sent } = onControl({ 'POST /kills': { body: KILL, status: 201 } });
    expect(await run(['kill', 'workload', 'support-bot', '--reason', 'a loop'])).toMatchObject({ code: 0 });
    expect(sent('POST /kills')).toEqual({
      target: 'workload',
      subject: 'support-bot',
      reason: 'a loop',
      cut: true,
    });
    const all = onControl({ 'POST /kills': { body: { ...KILL, target: 'everything' }, status: 201 } });
    await all.run(['kill', 'everything', '--reason', 'fire', '--no-cut']);
    expect(all.sent('POST /kills')).toEqual({ target: 'everything', reason: 'fire', cut: false });
  });

  it('wants a reason', async () => {
    const { run } = onControl({});
    const { code, err } = await run('kill everything');
    expect(code).toBe(2);
    expect(err).toContain('--reason');
  });
});

describe('weir limit', () => {
  it('create sends metric, window and whose count it is', async () => {
    const body = {
      id: 'r',
      name: 'r',
      scope: {},
      metric: 'requests',
      limit: '600',
      window_seconds: 60,
      queue_ms: 0,
      ...STAMPS,
    };
    const { run, sent } = onControl({ 'POST /rate-limits': { body, status: 201 } });
    expect(await run('limit create --metric requests --limit 600 --per key --queue 500')).toMatchObject({
      code: 0,
    });
    expect(sent('POST /rate-limits')).toEqual({
      scope: {},
      per: 'key',
      metric: 'requests',
      limit: '600',
      queue_ms: 500,
    });
  });
});

describe('weir workload change', () => {
  it('sets what a task may do, and keeps the rest', async () => {
    const before = {
      id: 'bot',
      name: 'bot',
      application: 'bot',
      environment: 'development',
      stage: 'poc',
      owner: 'ada@example.com',
      approved_models: [],
      tags: {},
      limits: { tasks: { max_steps: 10, on_limit: 'stop', from_trace: true, on_authority_loss: 'closed' } },
      ...STAMPS,
    };
    const { run, sent } = onControl({
      'GET /workloads/bot': { body: before },
      'PATCH /workloads/bot': { body: before },
    });
    await run('workload change bot --task-max-cost 2.50 --task-gate frontier reasoning --priority high');
    expect(sent('PATCH /workloads/bot')).toEqual({
      limits: {
        priority: 'high',
        tasks: {
          max_steps: 10,
          on_limit: 'stop',
          from_trace: true,
          on_authority_loss: 'closed',
          max_cost: '2.50',
          gate: { tiers: ['frontier', 'reasoning'], action: 'approval' },
        },
      },
    });
  });
});
