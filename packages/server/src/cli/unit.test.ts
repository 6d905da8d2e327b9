import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

const REPORT = {
  workload: 'support-bot',
  outcome: 'ticket_resolved',
  since: '2026-10-23T00:00:00.000Z',
  until: '2026-11-22T00:00:00.000Z',
  currency: 'USD',
  interval: 'day',
  figures: {
    cost_per_successful_outcome: {
      value: '0.500000000000',
      unit: 'USD',
      formula: 'cost_per_successful_outcome',
      inputs: { loaded_cost: '10', successes: 20 },
      sample: 20,
      small_sample: true,
      interval: { low: '0.450000000000', high: '0.560000000000' },
    },
    success_rate: { value: '0.7500', unit: '1', formula: 'success_rate', inputs: {}, sample: 40 },
    value: { value: null, unit: 'USD', formula: 'value', inputs: {}, why: 'Nobody has said.' },
  },
  distribution: { task: null, outcome: null },
  cost_stack: {},
  value_by: [],
  roi_by_class: [],
  outcomes: [],
  trend: [],
  change: {
    from: '0.800000000000',
    to: '0.500000000000',
    parts: [
      { cause: 'price_per_token', amount: '-0.300000000000' },
      { cause: 'volume', amount: '0.000000000000' },
    ],
  },
  by: [],
  late: { outcomes: 3 },
  left_out: [{ reason: 'no rate from EUR to USD', outcomes: 2 }],
  verdict: {
    verdict: 'not_enough_evidence',
    because: '20 successful ticket_resolved in the range; a verdict needs 30.',
    rules: [{ rule: 'cost_stable', result: 'pass', evidence: 'It fell.', inputs: {} }],
    formula: 'verdict',
  },
  sandbox: 'exclude',
};
const CARD = {
  workload: 'support-bot',
  name: 'Support bot',
  as_of: '2026-11-22T12:00:00.000Z',
  answers: [
    { question: 'owner', text: 'Who owns it?', answer: 'ada', state: 'answered', figures: {} },
    {
      question: 'review',
      text: 'When is it reviewed next?',
      answer: null,
      state: 'missing',
      remedy: 'Set a review date.',
      figures: {},
    },
  ],
  answered: 1,
};
const NOTE = {
  id: 'n1',
  at: '2026-11-01T00:00:00.000Z',
  text: 'Shorter prompt',
  workload: 'support-bot',
  author: 'cli',
  created_at: '2026-11-22T12:00:00.000Z',
};

describe('weir unit', () => {
  const answers = { 'GET /workloads/support-bot/unit-economics': { body: REPORT } };

  it('says the verdict first, then figures with what they rest on, and why they changed', async () => {
    const { code, out, err } = await onControl(answers).run('unit --workload support-bot');
    expect(code).toBe(0);
    expect(out).toMatch(/^not enough evidence: 20 successful ticket_resolved/);
    expect(out).toMatch(/per successful outcome +0\.500000 USD +0\.45\d+ to 0\.5\d+ +20, a small sample/);
    expect(out).toMatch(/success rate % +75\.0/);
    expect(out).toMatch(/value +- +Nobody has said\./);
    expect(out).toContain('0.800000 -> 0.500000 USD');
    expect(out).toContain('price per token');
    expect(out).not.toContain('volume');
    expect(err).toContain('Left out: 2 outcomes, no rate from EUR to USD.');
    expect(err).toContain('3 outcomes were told after the range was over');
  });

  it('tells every figure with its inputs as JSON', async () => {
    const { out } = await onControl(answers).run('unit --workload support-bot --json');
    expect(JSON.parse(out)).toEqual(REPORT);
  });

  it('asks for the range and the outcome it was given', async () => {
    const line =
      'GET /workloads/support-bot/unit-economics?since=2026-10-01T00%3A00%3A00.000Z&outcome=refund&interval=week';
    const control = onControl({ [line]: { body: REPORT } });
    const asked = 'unit --workload support-bot --since 2026-10-01T00:00:00Z --outcome refund --interval week';
    expect((await control.run(asked)).code).toBe(0);
  });

  it('needs a workload', async () => {
    expect((await onControl({}).run('unit')).code).toBe(2);
  });
});

describe('weir viability, scorecard, note', () => {
  it('lists workloads with their verdicts', async () => {
    const body = {
      since: REPORT.since,
      until: REPORT.until,
      currency: 'USD',
      workloads: [
        {
          workload: 'support-bot',
          name: 'Support bot',
          stage: 'production',
          owner: 'ada',
          loaded_cost: '10.000000000000',
          api_cost: '4.000000000000',
          outcomes: 40,
          successes: 20,
          cost_per_successful_outcome: '0.500000000000',
          value_per_outcome: null,
          margin: null,
          value: null,
          value_class: null,
          confidence: null,
          verdict: 'not_enough_evidence',
          because: 'Nobody has said.',
        },
      ],
      sandbox: 'exclude',
      formulas: {},
    };
    const { out } = await onControl({ 'GET /viability': { body } }).run('viability');
    expect(out).toMatch(/support-bot +production +10\.\d+ +20 +0\.500000 +- +- +not enough evidence/);

    const [workload] = body.workloads;
    const empty = { ...body, workloads: [{ ...workload, loaded_cost: '0.000000000000' }] };
    const { err } = await onControl({ 'GET /viability': { body: empty } }).run('viability');
    expect(err).toContain('--sandbox include counts them');
    const included = await onControl({ 'GET /viability': { body: { ...empty, sandbox: 'include' } } }).run(
      'viability',
    );
    expect(included.err).toContain('sandbox calls are counted in');
    expect(included.err).not.toContain('--sandbox include');
  });

  it('shows the seven questions of one workload and what to do, and a line each of all', async () => {
    const control = onControl({
      'GET /workloads/support-bot/scorecard': { body: CARD },
      'GET /scorecards': { body: { data: [CARD], sandbox: 'exclude' } },
    });
    const one = await control.run('scorecard --workload support-bot');
    expect(one.out).toContain('Support bot: 1 of 2 answered');
    expect(one.err).toContain('When is it reviewed next? Set a review date.');
    const all = await control.run('scorecard');
    expect(all.out).toMatch(/support-bot +1 of 2 +answered +missing/);
    expect((await control.run('scorecard --csv --workload support-bot')).code).toBe(2);
  });

  it('adds, lists and removes notes', async () => {
    const control = onControl({
      'POST /notes': { status: 201, body: NOTE },
      'GET /notes?workload=support-bot': { body: { data: [NOTE], next_cursor: null } },
      'DELETE /notes/n1': { body: {} },
    });
    expect((await control.run(['note', 'add', 'Shorter prompt', '--workload', 'support-bot'])).code).toBe(0);
    expect((await control.run('note list --workload support-bot')).out).toMatch(/n1 .*Shorter prompt/);
    expect((await control.run('note remove n1')).code).toBe(0);
  });
});
