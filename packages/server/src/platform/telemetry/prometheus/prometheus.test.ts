import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { callFixture } from '../call.fixture.ts';
import { createPrometheus, type WorkerSeen } from './index.ts';

const prometheus = () =>
  createPrometheus({
    ledger: () => ({ lag_ms: 1_500, spool_bytes: 4_096 }),
    spoolLimitBytes: 1_000_000,
    budgets: () => [
      {
        budget: 'support-month',
        currency: 'EUR',
        limit: '100',
        settled: '40.5',
        held: '2',
        remaining: '57.5',
        overshoot: '0',
      },
    ],
    otlp: () => ({ queued: 7, sent: 100, dropped: 3 }),
    version: '0.1.0',
  });

const seen = (changes: Partial<WorkerSeen> = {}, refusals = {}): WorkerSeen => ({
  state: 'ready',
  calls: 10,
  in_flight: 2,
  connections: 5,
  event_loop_lag_ms: 3,
  rss_bytes: 1_000,
  health: [{ provider: 'openai', state: 'cooling_down', calls: 4 }],
  figures: {
    refusals,
    refusals_unrecorded: 0,
    retries: 1,
    body_bytes: 0,
    spool_pending_bytes: 0,
    spool_full: false,
  },
  ...changes,
});

const lines = async (metrics: ReturnType<typeof prometheus>) => (await metrics.scrape()).body.split('\n');

it('counts landed calls, their tokens, cost, times and attempts', async () => {
  const metrics = prometheus();
  metrics.landed([callFixture(), callFixture({ cache: 'hit', cost: '0', avoided_cost: '0.5' })]);
  const text = await lines(metrics);
  const of = 'workload="support-bot",provider="azure",model="gpt-4o"';
  expect(text).toEqual(
    expect.arrayContaining([
      `weir_calls_total{${of},operation="chat.completions",status="ok"} 2`,
      `weir_usage_units_total{${of},unit="input_tokens"} 200`,
      `weir_cost_total{${of},currency="USD"} 0.00065`,
      'weir_attempts_superseded_total{provider="azure",model="gpt-4o",reason="retry"} 2',
      'weir_cache_lookups_total{workload="support-bot",result="hit"} 1',
      'weir_cache_avoided_cost_total{workload="support-bot",currency="USD"} 0.5',
      'weir_call_duration_seconds_sum{provider="azure",model="gpt-4o",stream="true"} 3',
      'weir_call_ttft_seconds_count{provider="azure",model="gpt-4o",stream="true"} 2',
    ]),
  );
});

it('tells lag, spool, budgets, export and upstream health', async () => {
  const metrics = prometheus();
  metrics.worker('gw-0-a', seen());
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      'weir_ledger_lag_seconds 1.5',
      'weir_spool_bytes 4096',
      'weir_budget_remaining{budget="support-month",currency="EUR"} 57.5',
      'weir_otlp_queue_spans 7',
      'weir_otlp_spans_dropped_total 3',
      'weir_calls_in_flight{worker="gw-0"} 2',
      'weir_event_loop_lag_seconds{worker="gw-0"} 0.003',
      'weir_upstream_state{provider="openai",model=""} 2',
    ]),
  );
});

it('has counters that only rise, whatever becomes of workers', async () => {
  const metrics = prometheus();
  metrics.worker('gw-0-a', seen({ calls: 10 }, { overloaded: 4 }));
  metrics.worker('gw-0-a', seen({ calls: 15 }, { overloaded: 5 }));
  metrics.workerGone('gw-0-a');
  metrics.worker('gw-0-b', seen({ calls: 2 }, { overloaded: 1 }));
  expect(await lines(metrics)).toEqual(
    expect.arrayContaining([
      'weir_gateway_calls_total 17',
      'weir_refusals_total{code="overloaded"} 6',
      'weir_calls_in_flight{worker="gw-0"} 2',
    ]),
  );
});

it('keeps labels few, however many model names callers make up', async () => {
  const metrics = prometheus();
  metrics.landed(
    Array.from({ length: 1_000 }, (_, i) => callFixture({ model: `made-up-${i}`, attempts: [] })),
  );
  const text = await lines(metrics);
  expect(text.filter((line) => line.startsWith('weir_calls_total{')).length).toBe(201);
  expect(text.some((line) => line.includes('model="other"') && line.endsWith(' 800'))).toBe(true);
});

it.each(['observing.md', 'grafana-dashboard.json'])(
  'docs/guides/%s names only metrics there are',
  async (file) => {
    const metrics = prometheus();
    const { body } = await metrics.scrape();
    const there = new Set([...body.matchAll(/^# TYPE (\S+) (\S+)/gm)].map(([, name]) => name));
    const path = new URL(`../../../../../../docs/guides/${file}`, import.meta.url);
    const named = readFileSync(path, 'utf8').matchAll(/\bweir_[a-z0-9_]+(?![a-z0-9_]*[{*])/g);
    const unknown = [...named]
      .map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))
      .filter((name) => !there.has(name) && !/_$/.test(name));
    expect(unknown).toEqual([]);
  },
);
