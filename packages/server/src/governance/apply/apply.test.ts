import type { ApplyAnswer, Manifest } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from '../../registry/index.ts';
import { type TestClock, testClock, testRegistry } from '../../registry/testing.ts';
import { type Applier, createApplier } from './apply.ts';
import { manifestTypes } from './kinds.ts';

const by = { actor: 'ci' };
let clock: TestClock;
let registry: Registry;
let applier: Applier;

beforeAll(async () => {
  clock = testClock();
  registry = await testRegistry(clock);
  applier = createApplier({ types: manifestTypes(registry), declarations: registry.declarations });
});
afterAll(() => registry.close());

const apply = (manifests: Manifest[], set: string, dry_run = false): Promise<ApplyAnswer> =>
  applier({ manifests, set, dry_run }, by);
const actions = ({ changes }: ApplyAnswer) =>
  changes.map(({ kind, id, action }) => `${action} ${kind}/${id}`);

const claims: Manifest[] = [
  {
    kind: 'workload',
    id: 'claims-triage',
    place: 'weir.d/claims.yaml:9',
    spec: {
      application: 'claims-platform',
      environment: 'production',
      stage: 'production',
      owner: 'sara@halden.example',
      review_date: '2027-03-31',
      budget: { amount: '3000', currency: 'USD', period: 'month' },
      routing: { fallbacks: ['gpt-4o-mini'] },
    },
  },
  { kind: 'cost-center', id: 'cc-4300', spec: { name: '4300 Claims' } },
  { kind: 'application', id: 'claims-platform', spec: { name: 'Claims platform', team: 'claims' } },
  { kind: 'team', id: 'claims', spec: { name: 'Claims', cost_center: 'cc-4300' } },
  { kind: 'budget', id: 'all-month', spec: { amount: '9000.00', period: 'month' } },
];

describe('files that declare things', () => {
  it('are told of fields that every object has and no thing, of wrong types and of names that none can have', async () => {
    const answer = await apply(
      [
        { kind: 'team', id: 'odd', spec: { name: 'Odd', cost_center: 'default', constructor: 1 } },
        { kind: 'environment', id: 'odd', spec: { required_tags: 'owner' } },
        { kind: 'tag', id: 'BAD TAG', spec: {} },
      ],
      'odd',
    );
    expect(answer.summary).toMatchObject({ create: 0, error: 3 });
    expect(answer.changes[0]?.error?.message).toBe('A team has no field "constructor"');
  });

  it('are told to quote money that YAML reads as a number', async () => {
    const spec = { amount: 9000, period: 'month' };
    const answer = await apply([{ kind: 'budget', id: 'unquoted', spec }], 'unquoted');
    expect(answer.changes[0]?.error).toMatchObject({ field: 'spec.amount' });
    expect(answer.changes[0]?.error?.remedy).toContain('in quotes, "3000"');
  });

  it('are planned without changing anything', async () => {
    const plan = await apply(claims, 'claims', true);
    expect(plan).toMatchObject({ applied: false, summary: { create: 5, error: 0 } });
    expect((await registry.teams.list({})).data.map(({ id }) => id)).not.toContain('claims');
  });

  it('come into force whatever their order, and a second time change nothing', async () => {
    expect(actions(await apply(claims, 'claims'))).toEqual([
      'create cost-center/cc-4300',
      'create team/claims',
      'create application/claims-platform',
      'create workload/claims-triage',
      'create budget/all-month',
    ]);
    expect(await registry.workloads.show('claims-triage')).toMatchObject({
      budget: { amount: '3000', currency: 'USD', period: 'month' },
      review_date: '2027-03-31',
    });
    const again = await apply(claims, 'claims');
    expect(again.summary).toEqual({ create: 0, change: 0, none: 5, orphan: 0, error: 0, drifted: 0 });
  });

  it('are what screens do: the same rules are in force, and the change is audited', async () => {
    expect(registry.compile().workloads['claims-triage']?.tags).toMatchObject({
      cost_center: 'cc-4300',
      team: 'claims',
    });
    const [entry] = (await registry.audit.list({ subject: 'workload/claims-triage' })).data;
    expect(entry).toMatchObject({ actor: 'ci', action: 'workload.create' });
  });

  it('show what somebody changed elsewhere as drift, and set it back', async () => {
    clock.advance(1_000);
    await registry.workloads.change('claims-triage', { owner: 'someone@halden.example' }, { actor: 'admin' });
    const plan = await apply(claims, 'claims', true);
    const drifted = plan.changes.find(({ id }) => id === 'claims-triage');
    expect(drifted).toMatchObject({
      action: 'change',
      drifted: true,
      fields: { owner: { from: 'someone@halden.example', to: 'sara@halden.example' } },
    });
    await apply(claims, 'claims');
    expect((await registry.workloads.show('claims-triage')).owner).toBe('sara@halden.example');
  });

  it('leave alone what they do not name, and take away what they named before', async () => {
    await registry.workloads.change('claims-triage', { use_case: 'route claims' }, { actor: 'admin' });
    const less = claims.map((one) => {
      if (one.kind !== 'workload') return one;
      const { review_date: _, ...spec } = one.spec;
      return { ...one, spec };
    });
    const answer = await apply(less, 'claims');
    expect(answer.changes.find(({ id }) => id === 'claims-triage')?.fields).toEqual({
      review_date: { from: '2027-03-31', to: null },
    });
    const now = await registry.workloads.show('claims-triage');
    expect(now.review_date).toBeUndefined();
    expect(now.use_case).toBe('route claims');
    await apply(claims, 'claims');
  });

  it('tell of what is no longer declared, once, and leave it', async () => {
    const without = claims.filter(({ kind }) => kind !== 'budget');
    expect(actions(await apply(without, 'claims'))).toContain('orphan budget/all-month');
    expect((await registry.budgets.show('all-month')).amount).toBe('9000');
    expect((await apply(without, 'claims')).summary.orphan).toBe(0);
  });

  it('fail one by one: each is told with its field and place, the others are applied', async () => {
    const answer = await apply(
      [
        { kind: 'team', id: 'legal', spec: { name: 'Legal', boss: 'nobody' }, place: 'a.yaml:1' },
        { kind: 'team', id: 'sales', spec: { name: 'Sales', cost_center: 'nowhere' }, place: 'a.yaml:5' },
        { kind: 'team', id: 'support', spec: { name: 'Support' }, place: 'a.yaml:9' },
        { kind: 'team', id: 'support', spec: { name: 'Support again' }, place: 'b.yaml:1' },
        { kind: 'workload', id: 'claims-triage', spec: { application: 'legal-desk' }, place: 'b.yaml:4' },
        { kind: 'organization', id: 'acme', spec: { name: 'Acme' }, place: 'b.yaml:9' },
      ],
      'broken',
    );
    expect(answer.summary).toMatchObject({ create: 1, error: 5 });
    expect(answer.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          id: 'legal',
          place: 'a.yaml:1',
          error: expect.objectContaining({ field: 'spec.boss' }),
        }),
        expect.objectContaining({ id: 'sales', error: expect.objectContaining({ field: 'cost_center' }) }),
        expect.objectContaining({
          place: 'b.yaml:1',
          error: expect.objectContaining({ remedy: 'Keep one of them; the other is in a.yaml:9.' }),
        }),
        expect.objectContaining({
          id: 'claims-triage',
          error: expect.objectContaining({ field: 'spec.application' }),
        }),
        expect.objectContaining({ id: 'acme', error: expect.objectContaining({ field: 'id' }) }),
      ]),
    );
    expect((await registry.teams.show('support')).name).toBe('Support');
  });

  it('applied twice at once, make each thing once', async () => {
    const one: Manifest[] = [{ kind: 'team', id: 'twice', spec: { name: 'Twice' } }];
    const both = await Promise.all([apply(one, 'twice'), apply(one, 'twice')]);
    expect(both.map(({ summary }) => [summary.create, summary.none])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('declare people, tags, shared costs and where outcomes come from', async () => {
    const rest: Manifest[] = [
      {
        kind: 'outcome-rule',
        id: 'routed',
        spec: { workload: 'claims-triage', when: { last_tool: 'route_claim' }, outcome: 'claim_routed' },
      },
      {
        kind: 'cost-item',
        id: 'gpu',
        spec: {
          category: 'infrastructure',
          terms: { kind: 'recurring', amount: '12000', currency: 'USD', per: 'month' },
          from: '2026-11-01',
          rule: 'by-tokens',
          source: 'invoice 4711',
        },
      },
      {
        kind: 'allocation-rule',
        id: 'by-tokens',
        spec: { steps: [{ kind: 'split', among: 'workload', by: 'tokens' }] },
      },
      {
        kind: 'allocation-rule',
        id: 'a-platform',
        spec: { steps: [{ kind: 'pools', shares: { gpu: '1' } }] },
      },
      { kind: 'tag', id: 'region', spec: { allowed_values: ['eu', 'us'] } },
      {
        kind: 'virtual-tag',
        id: 'line-of-business',
        spec: { rules: [{ value: 'claims', when: { team: ['claims'] } }] },
      },
      {
        kind: 'person',
        id: 'sara',
        spec: { name: 'Sara Nilsen', email: 'sara@halden.example', roles: ['business'] },
      },
    ];
    const answer = await apply(rest, 'value');
    expect(answer.changes.filter(({ action }) => action !== 'create')).toEqual([]);
    expect((await apply(rest, 'value')).summary).toMatchObject({ none: 7, drifted: 0 });
    expect(await registry.costItems.show('gpu')).toMatchObject({ rule: 'by-tokens' });
  });
});
