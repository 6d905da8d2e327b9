import { GATE_REVIEWERS, type GateItem, type GateItemId, type GateSettings } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import type { GateRecord } from '../../registry/index.ts';
import { evaluateGate } from './evaluate.ts';
import { DAY, facts, NOW, person, WORKLOAD } from './facts.fixture.ts';
import type { GateFacts } from './facts.ts';

const ENFORCE: GateSettings = { mode: 'enforce' };
const at = (days: number) => new Date(NOW + days * DAY);

type Review = GateRecord['reviews'][number];
const review = (item: string, more: Partial<Review> = {}): Review => ({
  id: item,
  workload: 'support-bot',
  item,
  decision: 'approve',
  reviewer: 'grace',
  note: 'Looked at it.',
  validUntil: at(300),
  actor: 'cli',
  at: at(-5),
  ...more,
});
const REVIEWS = Object.keys(GATE_REVIEWERS).map((item) => review(item));

type Exception = GateRecord['exceptions'][number];
const exception = (item: string, until: Date): Exception => ({
  id: `gx_${item}`,
  workload: 'support-bot',
  item,
  reason: 'Launch',
  grantedBy: 'grace',
  until,
  revokedAt: null,
  actor: 'cli',
  at: at(-30),
});

const gate = (given: GateFacts, settings = ENFORCE) => evaluateGate(given, settings);
function item(id: GateItemId, given: GateFacts): GateItem {
  const found = gate(given).status.items.find((one) => one.id === id);
  return found ?? expect.fail(`no item ${id}`);
}
const workload = (more: object) => facts({ workload: { ...WORKLOAD, ...more } });
const without = (field: keyof typeof WORKLOAD) => {
  const { [field]: _, ...rest } = WORKLOAD;
  return facts({ workload: rest as typeof WORKLOAD });
};

describe('a gate as a whole', () => {
  it('is passed when data and reviewers say so, until the first of them runs out', () => {
    const { status, finding } = gate(facts({ reviews: REVIEWS }));
    expect(status).toMatchObject({ state: 'passed', traffic: 'allowed', met: 19, of: 19, revision: 3 });
    // the score of 20 days ago counts for 90
    expect(status.until).toBe(at(70).toISOString());
    expect(finding.lacks).toContainEqual({ item: 'quality_metric', from: at(70).toISOString() });
    expect(finding.lacks).toContainEqual({ item: 'fallback_plan', from: at(80).toISOString() });
    expect(finding.lacks).toContainEqual({ item: 'security_review', from: at(300).toISOString() });
    expect(finding.lacks.filter(({ from }) => from === undefined)).toEqual([]);
  });

  it('waits for reviewers where there is something to review', () => {
    const { status } = gate(facts());
    expect(status).toMatchObject({ state: 'open', traffic: 'refused', met: 10 });
    const open = status.items.filter(({ state }) => state !== 'met');
    expect(open.map(({ id }) => id).sort()).toEqual(Object.keys(GATE_REVIEWERS).sort());
    expect(
      open.every(({ state, remedy }) => state === 'in_review' && remedy?.includes('weir gate review')),
    ).toBe(true);
  });

  it.each<[GateSettings, object, string]>([
    [{ mode: 'off' }, {}, 'allowed'],
    [{ mode: 'grace' }, {}, 'allowed_with_warning'],
    [{ mode: 'grace', grace_until: at(0).toISOString() }, {}, 'refused'],
    [{ mode: 'grace', grace_until: at(1).toISOString() }, {}, 'allowed_with_warning'],
    [{ mode: 'enforce' }, {}, 'refused'],
    [{ mode: 'enforce' }, { stage: 'pilot' }, 'allowed'],
    [{ mode: 'enforce' }, { environment: 'staging' }, 'allowed'],
  ])('that is open: under %j a workload %j is %s', (settings, where, traffic) => {
    expect(gate(workload(where), settings).status.traffic).toBe(traffic);
  });
});

describe('what data tells', () => {
  it('each item has evidence, and a remedy while it is not met', () => {
    for (const { evidence, remedy, state } of gate(facts({ budgets: [], drill: undefined })).status.items) {
      expect(evidence).toMatch(/\S.*\.$/);
      if (state !== 'met') expect(remedy).toMatch(/\S/);
    }
  });

  it.each<[GateItemId, GateFacts, string]>([
    ['business_owner', facts({}, { people: [] }), '"Ada@example.com" is no person'],
    ['business_owner', facts({}, { people: [person('ada', [], { state: 'left' })] }), 'has left'],
    ['technical_owner', without('technical_owner'), 'Nobody is named'],
    ['cost_center', facts({}, { tags: {} }), 'Neither the workload nor its team'],
    ['model_tier', without('classification'), 'not classified'],
    [
      'model_tier',
      workload({ approved_models: [], routing: { fallbacks: [], allowed_tiers: [] } }),
      'every model',
    ],
    ['usage_profile', without('usage_profile'), 'Nothing says'],
    ['budget_threshold', facts({ budgets: [] }), 'no budget of its own'],
    [
      'observability_tags',
      facts({}, { traffic: { calls: 9, errors: 0, cost: '100', attributedCost: '94.999' } }),
      '94.9%',
    ],
    [
      'observability_tags',
      facts({}, { traffic: undefined, tags: { owner: 'ada' } }),
      'application, cost_center',
    ],
    [
      'data_classification_review',
      workload({ data: undefined, classification: undefined }),
      'what data it works on',
    ],
    ['fallback_plan', without('fallback_plan'), 'no plan'],
    ['fallback_plan', without('routing'), 'no model to fall back on'],
    ['fallback_plan', facts({ drill: undefined }), 'never tried'],
    ['quality_metric', without('quality_metric'), 'by what its quality is told'],
    ['quality_metric', facts({ score: undefined }), 'no score yet'],
    ['value_metric', without('value_metric'), 'what outcome it is for'],
  ])('%s is missing: %#', (id, given, text) => {
    expect(item(id, given)).toMatchObject({ state: 'missing', evidence: expect.stringContaining(text) });
  });

  it.each<[GateItemId, string]>([
    ['business_owner', 'ada L. (ada@example.com).'],
    ['budget_threshold', 'Budget support-month: 1,500 USD a month, hard, told of at 80%.'],
    [
      'observability_tags',
      '98% of the cost of 30,000 calls in 30 days carries all required tags; 95% is asked for.',
    ],
    ['value_metric', 'ticket_resolved, 4.50 USD each, measurable, estimated.'],
    // 600 / 30,000 x 2,000 x 30
    [
      'affordable_at_scale',
      '2,000 calls a day expected (1,000 now) at 0.02 USD cost 1,200 USD in 30 days; its budget allows 1,500 USD. That fits.',
    ],
    [
      'does_it_work',
      'resolved: 0.86 on 2026-11-02 over 200 samples (regression), target 0.8. The target is met. 0.5% of 30,000 calls in 30 days failed.',
    ],
  ])('%s says: %s', (id, text) => {
    expect(item(id, facts()).evidence).toBe(text);
  });

  it('tags fixed by the workload are enough before there are calls', () => {
    expect(item('observability_tags', facts({}, { traffic: undefined })).state).toBe('met');
  });

  it('a drill proves something for 90 days, and one that failed nothing', () => {
    const { drill } = facts().record;
    const drilled = (more: object) => item('fallback_plan', facts({ drill: drill && { ...drill, ...more } }));
    expect(drilled({ at: at(-89).toISOString() }).state).toBe('met');
    expect(drilled({ at: at(-90).toISOString() })).toMatchObject({
      state: 'missing',
      remedy: 'weir gate drill support-bot.',
    });
    expect(drilled({ ok: false, message: 'HTTP 500' }).evidence).toContain('failed: HTTP 500');
  });
});

describe('what people decide', () => {
  const reviewed = (more: Partial<Review>) =>
    item('security_review', facts({ reviews: [review('security_review', more)] }));

  it('an approval holds until it runs out', () => {
    expect(reviewed({})).toMatchObject({ state: 'met', reviewer_role: 'security', decided_by: 'review' });
    expect(reviewed({ validUntil: at(0) })).toMatchObject({ state: 'expired' });
  });

  it('a rejection tells why', () => {
    expect(reviewed({ decision: 'reject', note: 'Keys in prompts.' })).toMatchObject({
      state: 'rejected',
      remedy: expect.stringContaining('Keys in prompts.'),
      review: { reviewer: 'grace', decision: 'reject' },
    });
  });

  it('an approval of what is no longer there does not count', () => {
    const record = { ...workload({ data: undefined, classification: undefined }).record, reviews: REVIEWS };
    expect(item('data_classification_review', facts(record)).state).toBe('missing');
  });
});

describe('exceptions', () => {
  const lacking = { reviews: REVIEWS, budgets: [] };

  it('let it pass until they end, and the gateway is told when that is', () => {
    const { status, finding } = gate(
      facts({ ...lacking, exceptions: [exception('budget_threshold', at(3))] }),
    );
    expect(status).toMatchObject({
      state: 'excepted',
      traffic: 'allowed',
      until: at(3).toISOString(),
      met: 19,
    });
    expect(finding.lacks).toContainEqual({ item: 'budget_threshold', from: at(3).toISOString() });
  });

  it('are over at their instant', () => {
    const given = facts({ ...lacking, exceptions: [exception('budget_threshold', at(0))] });
    expect(item('budget_threshold', given)).toMatchObject({
      state: 'expired',
      exception: { granted_by: 'grace' },
    });
    expect(gate(given).status.traffic).toBe('refused');
  });

  it('carry on what is met until then', () => {
    const { finding, status } = gate(
      facts({ reviews: REVIEWS, exceptions: [exception('quality_metric', at(75))] }),
    );
    expect(status.state).toBe('passed');
    expect(finding.lacks).toContainEqual({ item: 'quality_metric', from: at(75).toISOString() });
  });
});
