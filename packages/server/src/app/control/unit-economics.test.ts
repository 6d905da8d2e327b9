import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  note,
  page,
  scorecard,
  timelineEvent,
  type UnitReport,
  unitReport,
  viabilityMap,
} from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../http/testing.ts';
import { openChdbLedger } from '../../ledger/chdb/index.ts';
import type { OutcomeRecord } from '../../ledger/outcome-port.ts';
import { rememberAnswers } from '../../ledger/remembered.ts';
import { callOf, chargeOf } from '../../ledger/testing/facts.ts';
import { silentLogger } from '../../platform/log.ts';
import { openUnitDesk } from './unit-economics.ts';

/** Ten days of `bot`: 20 calls a day for 0.10 each, 8 tickets of which 6 are resolved, worth 2 EUR each; 1 EUR is 1.25 USD. */
const DAYS = Array.from({ length: 10 }, (_, i) => `2026-11-${String(i + 11).padStart(2, '0')}`);
const BEFORE = Array.from({ length: 10 }, (_, i) => `2026-11-${String(i + 1).padStart(2, '0')}`);
const RANGE = 'since=2026-11-11&until=2026-11-21';
const directory = mkdtempSync(join(tmpdir(), 'weir-unit-'));
let h: Harness;
let close: () => Promise<void>;

beforeAll(async () => {
  const ledger = rememberAnswers(
    await openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger }),
  );
  h = await createHarness({ ledger });
  h.deps.unit = openUnitDesk({ registry: h.deps.registry, ledger }, h.clock);
  close = () => ledger.close();
  await ledger.append({ token: 'now', calls: DAYS.flatMap((day) => callsOf(day, '0.10')) });
  await ledger.append({ token: 'before', calls: BEFORE.flatMap((day) => callsOf(day, '0.20')) });
  await ledger.outcomes.append([...BEFORE, ...DAYS].flatMap(outcomesOf), new Date('2026-11-20T23:00:00Z'));
  await ledger.outcomes.append(
    [outcomeOf({ id: 'late', at: '2026-11-20T12:00:00.000Z', success: false })],
    new Date('2026-11-22T08:00:00Z'),
  );
  await prepare();
}, 60_000);
afterAll(async () => {
  await close();
  await h.close();
  rmSync(directory, { recursive: true, force: true });
});

function callsOf(day: string, cost: string) {
  return Array.from({ length: 20 }, (_, i) =>
    callOf({
      call_id: `${day}-${i}`,
      started_at: `${day}T10:00:${String(i).padStart(2, '0')}.000000Z`,
      ended_at: `${day}T10:01:00.000000Z`,
      tags: { workload: 'bot', task: `${day}-t${i % 10}`, user: `u${i % 5}`, prompt_version: 'v1' },
      usage: { input_tokens: 900, output_tokens: 100 },
      charges: [
        chargeOf({ effective_cost: cost, quantity: '900' }),
        ...(i === 0 ? [chargeOf({ unit: 'seats', category: 'human_review', effective_cost: '1' })] : []),
      ],
    }),
  );
}

function outcomeOf(more: Partial<OutcomeRecord>): OutcomeRecord {
  return {
    id: 'x',
    outcome: 'ticket_resolved',
    at: '2026-11-11T12:00:00.000Z',
    success: true,
    workload: 'bot',
    confidence: 'measured',
    class: 'measurable',
    attributes: {},
    source: 'api',
    retracted: false,
    sandbox: false,
    ...more,
  };
}

function outcomesOf(day: string): OutcomeRecord[] {
  return Array.from({ length: 8 }, (_, i) =>
    outcomeOf({
      id: `${day}-o${i}`,
      at: `${day}T12:00:00.000Z`,
      success: i < 6,
      task: `${day}-t${i}`,
      // the first of the day tells a value of its own
      ...(i === 0 ? { value: '5', currency: 'USD' } : {}),
    }),
  );
}

async function prepare(): Promise<void> {
  const send = async (path: string, body: unknown, method = 'POST') => {
    const response = await h.call(method, path, body);
    if (response.status >= 300) throw new Error(`${path}: ${await response.text()}`);
  };
  await send('/applications', { id: 'support' });
  await send('/exchange-rates', {
    base: 'EUR',
    quote: 'USD',
    rate: '1.25',
    from: '2026-10-01T00:00:00Z',
    source: 'test',
  });
  await send('/workloads', {
    id: 'bot',
    application: 'support',
    environment: 'staging',
    stage: 'pilot',
    owner: 'ada@example.com',
    technical_owner: 'ben@example.com',
    approved_models: [],
    routing: { allowed_tiers: ['small'], fallbacks: ['gpt-4o-mini'] },
    budget: { amount: '100', currency: 'USD', period: 'month' },
    usage_profile: { calls_per_day: 40, input_tokens_per_call: 900, output_tokens_per_call: 100 },
    fallback_plan: { plan: 'The smaller model.' },
    quality_metric: { name: 'csat', target: 0.8 },
    value_metric: {
      outcome: 'ticket_resolved',
      value: '2',
      currency: 'EUR',
      confidence: 'estimated',
      class: 'measurable',
      baseline: { cost: '4' },
      investment: '100',
    },
    review_date: '2027-01-31',
  });
  await send('/workloads', {
    id: 'quiet',
    application: 'support',
    environment: 'staging',
    owner: 'ada@example.com',
  });
  await h.deps.registry.qualityScores.add(
    { workload: 'bot', metric: 'csat', at: '2026-11-15T00:00:00Z', score: 0.9, samples: 50 },
    { actor: 'admin' },
  );
  await send('/notes', { at: '2026-11-15T09:00:00Z', text: 'Shorter prompt', workload: 'bot' });
}

const reports = new Map<string, Promise<UnitReport>>();

/** Asked for once by each question. */
function reportOf(query = RANGE): Promise<UnitReport> {
  const known = reports.get(query) ?? ask(query);
  reports.set(query, known);
  return known;
}

async function ask(query: string): Promise<UnitReport> {
  const response = await h.call('GET', `/workloads/bot/unit-economics?${query}&sandbox=exclude`);
  expect(response.status).toBe(200);
  return unitReport.parse(await response.json());
}

const number = (text: string | null | undefined) => Decimal.from(text ?? 'nothing').toString();

describe('GET /workloads/{id}/unit-economics', () => {
  it('tells every figure as worked by hand', async () => {
    const { figures, currency } = await reportOf();
    const told = Object.fromEntries(
      Object.entries(figures).map(([name, figure]) => [
        name,
        figure.value === null ? null : number(figure.value),
      ]),
    );
    expect(currency).toBe('USD');
    expect(told).toEqual({
      api_cost: '20', // 200 calls x 0.10
      loaded_cost: '30', // and 1 of human review a day
      load_ratio: '1.5',
      cost_per_million_tokens: '100', // 20 / 0.2
      cost_per_call: '0.1',
      cost_per_user: '6', // 5 users
      cost_per_task: '0.3', // 100 tasks
      cost_per_outcome: '0.37037037037', // 81 with the late one
      cost_per_successful_outcome: '0.5', // 60
      success_rate: '0.7407', // 60 / 81
      value_per_outcome: '2.916666666667', // 175 / 60
      value: '175', // 10 x 5 and 50 x 2 x 1.25
      margin_per_outcome: '2.416666666667',
      margin: '145',
      roi: '4.8333', // 145 / 30
      payback_days: '8.6', // 125 / 14.5
      saving_per_outcome: '4.5', // 4 x 1.25 - 0.5
    });
  });

  it('shows samples, intervals, and what is a small sample', async () => {
    const { figures } = await reportOf();
    expect(figures.cost_per_successful_outcome).toMatchObject({
      sample: 60,
      small_sample: false,
      formula: 'cost_per_successful_outcome',
      inputs: { loaded_cost: '30', successes: 60 },
      // every day is alike
      interval: { low: '0.500000000000', high: '0.500000000000' },
    });
    expect(figures.cost_per_user).toMatchObject({ sample: 5, small_sample: true });
  });

  it('takes the change since the range before apart: calls cost half as much', async () => {
    const { change } = await reportOf();
    // before: 200 x 0.20 + 10 = 50 for 60
    expect(change?.from).toBe('0.833333333333');
    expect(change?.to).toBe('0.500000000000');
    const sum = change?.parts.reduce((a, { amount }) => a.add(Decimal.from(amount)), Decimal.ZERO);
    expect(sum?.toString()).toBe('-0.333333333333');
    expect(change?.parts[0]).toMatchObject({ cause: 'price_per_token' });
  });

  it('tells distribution, stack, classes, breakdowns and what came late', async () => {
    const report = await reportOf();
    expect(report.distribution.task).toMatchObject({ sample: 100, p50: expect.stringMatching(/^0\.2/) });
    expect(report.distribution.outcome?.sample).toBe(60);
    expect(report.cost_stack).toEqual({ model_usage: '20.000000000000', human_review: '10.000000000000' });
    expect(report.value_by).toEqual([
      { class: 'measurable', confidence: 'estimated', outcomes: 50, value: '125.000000000000' },
      { class: 'measurable', confidence: 'measured', outcomes: 10, value: '50.000000000000' },
    ]);
    expect(report.roi_by_class).toEqual([{ class: 'measurable', value: '175.000000000000', roi: '4.8333' }]);
    expect(report.by.find(({ dimension }) => dimension === 'prompt_version')?.rows[0]).toMatchObject({
      value: 'v1',
      api_cost: '20.000000000000',
      calls: 200,
      successes: 60,
    });
    expect(report.late).toMatchObject({ outcomes: 1 });
    expect(report.left_out).toEqual([]);
  });

  it('has a trend whose buckets sum to the whole, by day and by week', async () => {
    const days = (await reportOf()).trend;
    expect(days).toHaveLength(10);
    expect(days[0]).toMatchObject({ calls: 20, tasks: 10, users: 5, outcomes: 8, successes: 6 });
    expect(number(days[0]?.value)).toBe('17.5');
    const weeks = (await reportOf(`${RANGE}&interval=week&by=`)).trend;
    // 9 to 15 and 16 to 22 November, as far as they lie in the range
    expect(weeks.map(({ successes }) => successes)).toEqual([30, 30]);
    expect(weeks.map(({ loaded_cost }) => number(loaded_cost))).toEqual(['15', '15']);
  });

  it('scales what passes every rule', async () => {
    const { verdict } = await reportOf();
    expect(verdict.rules.map(({ rule, result }) => [rule, result])).toEqual([
      ['cost_stable', 'pass'],
      ['value_measurable', 'pass'],
      ['quality_acceptable', 'pass'],
      ['controls_in_place', 'pass'],
      ['viable_at_scale', 'pass'],
    ]);
    expect(verdict.verdict).toBe('scale');
  });

  it('tells the same of a range that begins within a day, by the clock', async () => {
    const hours = 'since=2026-11-11T01:00:00Z&until=2026-11-21T01:00:00Z&by=';
    const { figures, change, trend } = await reportOf(hours);
    expect(figures.cost_per_successful_outcome?.value).toBe('0.500000000000');
    expect(change?.from).toBe('0.833333333333');
    expect(trend).toHaveLength(11);
  });

  it('counts another outcome where one is asked for, and says there is no evidence', async () => {
    const report = await reportOf(`${RANGE}&outcome=refund&by=`);
    expect(report.by).toEqual([]);
    expect(report.figures.cost_per_outcome).toMatchObject({ value: null, why: expect.any(String) });
    expect(report.verdict.verdict).toBe('not_enough_evidence');
  });

  it('refuses a workload there is not, and a range turned round', async () => {
    expect((await h.call('GET', '/workloads/none/unit-economics')).status).toBe(404);
    expect((await h.call('GET', '/workloads/bot/unit-economics?by=weather')).status).toBe(400);
    const turned = '/workloads/bot/unit-economics?since=2026-11-20&until=2026-11-01';
    expect((await h.call('GET', turned)).status).toBe(400);
  });
});

describe('the map, scorecards, timeline', () => {
  it('has the same verdict on the map, without proofs of concept that nobody uses', async () => {
    const response = await h.call('GET', `/viability?${RANGE}&sandbox=exclude`);
    const { workloads } = viabilityMap.parse(await response.json());
    expect(workloads.find(({ workload }) => workload === 'bot')).toMatchObject({
      verdict: 'scale',
      successes: 60,
      margin: '145.000000000000',
    });
    expect(workloads.map(({ workload }) => workload)).not.toContain('quiet');
  });

  it('answers the seven questions, and what to do where there is no answer', async () => {
    const card = async (id: string) => {
      const response = await h.call('GET', `/workloads/${id}/scorecard?${RANGE}&sandbox=exclude`);
      return scorecard.parse(await response.json());
    };
    const bot = await card('bot');
    expect(bot.answers.map(({ question, state }) => `${question} ${state}`)).toEqual([
      'owner answered',
      'outcome answered',
      'tier answered',
      'cost answered',
      'controls answered',
      'quality answered',
      'review answered',
    ]);
    const quiet = await card('quiet');
    expect(quiet.answered).toBe(0);
    for (const { remedy } of quiet.answers) expect(remedy).toBeTruthy();
  });

  it('exports scorecards of production as CSV', async () => {
    const response = await h.call('GET', `/scorecards?${RANGE}&format=csv`);
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(await response.text()).toMatch(/^workload,name,question,text,state,answer,remedy,as_of\r\n/);
  });

  it('lines up changes, first uses and notes, newest first, page by page', async () => {
    const get = async (more = '') => {
      const response = await h.call('GET', `/workloads/bot/timeline?since=2026-11-01${more}`);
      return page(timelineEvent).parse(await response.json());
    };
    const { data } = await get();
    expect(data.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['change', 'note', 'model', 'prompt_version']),
    );
    expect([...data].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))).toEqual(data);
    const first = await get('&limit=1');
    const second = await get(`&limit=1&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data]).toEqual(data.slice(0, 2));
    expect((await h.call('GET', '/workloads/bot/timeline?cursor=x')).status).toBe(400);
  });
});

describe('notes', () => {
  it('are read by all and changed by who wrote them', async () => {
    const made = note.parse(
      await (await h.call('POST', '/notes', { at: '2026-11-01T00:00:00Z', text: 'New prices' })).json(),
    );
    const renamed = await h.call('PATCH', `/notes/${made.id}`, { text: 'New prices of models' });
    expect(note.parse(await renamed.json()).text).toBe('New prices of models');
    const others = { authorization: 'Bearer cli-token-of-this-run' };
    expect((await h.call('PATCH', `/notes/${made.id}`, { text: 'Mine' }, others)).status).toBe(409);
    expect((await h.call('DELETE', `/notes/${made.id}`, undefined, others)).status).toBe(409);
    const listed = page(note).parse(await (await h.call('GET', '/notes?workload=bot')).json());
    expect(listed.data.map(({ text }) => text)).toEqual(['Shorter prompt', 'New prices of models']);
    expect((await h.call('DELETE', `/notes/${made.id}`)).status).toBe(204);
    const unknown = { at: '2026-11-01T00:00:00Z', text: 'x', workload: 'none' };
    expect((await h.call('POST', '/notes', unknown)).status).toBe(400);
  });
});
