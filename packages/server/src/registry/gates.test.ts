import {
  createWorkload,
  type GateExceptionInput,
  type GateReviewInput,
  gateExceptionInput,
  gateReviewInput,
} from '@weir/core/contract';
import type { WeirError } from '@weir/core/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const clock = testClock();
const by = { actor: 'admin' };
const START = clock.now();
const DAY = 86_400_000;
let registry: Registry;
let made = 0;
let id = '';

beforeAll(async () => {
  registry = await testRegistry(clock);
  await registry.applications.create({ id: 'helpdesk' }, by);
  const roles = {
    ada: ['business'],
    grace: ['security', 'risk'],
    alan: ['security'],
    barbara: ['finance'],
  } as const;
  for (const [person, of] of Object.entries(roles)) {
    const email = `${person}@example.com`;
    await registry.people.create({ id: person, name: person, email, roles: [...of] }, by);
  }
  await registry.people.create(
    { id: 'edsger', name: 'Edsger', email: 'e@example.com', roles: ['security'] },
    by,
  );
  await registry.people.leave('edsger', {}, by);
});
afterAll(() => registry.close());
beforeEach(async () => {
  made += 1;
  id = `bot-${made}`;
  await registry.gates.changeSettings({ mode: 'grace', grace_until: null }, by);
  const input = {
    id,
    application: 'helpdesk',
    environment: 'production',
    stage: 'pilot',
    owner: 'Alan@Example.com',
  };
  await registry.workloads.create(createWorkload.parse(input), by);
});

const review = (more: Partial<GateReviewInput> = {}) =>
  gateReviewInput.parse({
    item: 'security_review',
    decision: 'approve',
    reviewer: 'grace',
    note: 'Looked at it.',
    ...more,
  });
const exception = (more: Partial<GateExceptionInput> = {}) =>
  gateExceptionInput.parse({
    item: 'value_metric',
    reason: 'Launch',
    granted_by: 'grace',
    until: new Date(START + DAY).toISOString(),
    ...more,
  });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('was taken'),
    (error: WeirError) => error,
  );
const settle = (...lacks: { item: string; from?: string }[]) =>
  registry.gates.settle([{ workload: id, lacks }]);

describe('who may decide', () => {
  it.each([
    ['has left', { reviewer: 'edsger' }, 'reviewer', 'Edsger has left'],
    ['is unknown', { reviewer: 'nobody' }, 'reviewer', 'There is no person "nobody"'],
    ['lacks the role', { reviewer: 'barbara' }, 'reviewer', 'barbara does not have the role security'],
    ['owns the workload', { reviewer: 'alan' }, 'reviewer', 'alan owns the workload'],
    ['decides what data tells', { item: 'cost_center' as const }, 'item', 'cost_center is told by data'],
  ])('nobody who %s', async (_why, input, field, text) => {
    const error = await refusal(registry.gates.review(id, review(input), by));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
    expect(error.message).toContain(text);
    expect(error.remedy).toBeTruthy();
    expect((await registry.gates.records([id])).records[0]).toMatchObject({ revision: 0, reviews: [] });
  });

  it('of a workload that is not there is refused', async () => {
    expect(await refusal(registry.gates.review('nothing', review(), by))).toMatchObject({
      code: 'not_found',
    });
  });

  it('grants exceptions with the role risk or executive, for at most 90 days', async () => {
    const tell = async (more: Partial<GateExceptionInput>) =>
      (await refusal(registry.gates.except(id, exception(more), by))).field;
    expect(await tell({ granted_by: 'barbara' })).toBe('granted_by');
    expect(await tell({ until: new Date(START - 1).toISOString() })).toBe('until');
    expect(await tell({ until: new Date(START + 91 * DAY).toISOString() })).toBe('until');
    await registry.gates.except(id, exception(), by);
    expect((await registry.gates.records([id])).records[0]?.exceptions).toHaveLength(1);
  });
});

describe('two who decide at once', () => {
  it('one is taken; the other hears what the first did', async () => {
    const outcomes = await Promise.allSettled([
      registry.gates.review(id, review({ revision: 0, note: 'Fine.' }), by),
      registry.gates.review(id, review({ revision: 0, decision: 'reject', note: 'Not fine.' }), by),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'conflict', field: 'revision' });
    expect(String(lost?.reason.message)).toMatch(
      /grace (approved|rejected) security_review: "(Fine|Not fine)\."/,
    );
    expect(lost?.reason.remedy).toContain('revision 1');
    const [record] = (await registry.gates.records([id])).records;
    expect(record).toMatchObject({ revision: 1, reviews: [{ item: 'security_review' }] });
  });

  it('also an exception is told', async () => {
    await registry.gates.except(id, exception(), by);
    const error = await refusal(registry.gates.review(id, review({ revision: 0 }), by));
    expect(error.message).toContain('grace excepted value_metric until');
  });

  it('without a revision the last decision counts, and both are audited', async () => {
    await registry.gates.review(id, review(), by);
    clock.advance(1);
    await registry.gates.review(id, review({ decision: 'reject', note: 'On second thought.' }), by);
    const [record] = (await registry.gates.records([id])).records;
    expect(record?.reviews.map(({ decision }) => decision)).toEqual(['reject']);
    const audited = await registry.audit.list({ subject: `workload/${id}`, action: 'gate.review' });
    expect(audited.data.map(({ after }) => (after as { decision: string }).decision)).toEqual([
      'reject',
      'approve',
    ]);
  });
});

it('revokes an exception once, and audits it', async () => {
  await registry.gates.except(id, exception(), by);
  const [given] = (await registry.gates.records([id])).records[0]?.exceptions ?? [];
  await registry.gates.revoke(id, given?.id ?? '', by);
  await registry.gates.revoke(id, given?.id ?? '', by);
  expect((await registry.gates.records([id])).records[0]).toMatchObject({ revision: 2, exceptions: [] });
  const audited = await registry.audit.list({ subject: `workload/${id}`, action: 'gate.revoke' });
  expect(audited.data).toHaveLength(1);
  expect(await refusal(registry.gates.revoke('bot-other', given?.id ?? '', by))).toMatchObject({
    code: 'not_found',
  });
});

describe('a change of stage to production', () => {
  const promote = () => registry.workloads.change(id, { stage: 'production' }, by);

  it('is refused with what is missing while the gate is enforced', async () => {
    await settle(
      { item: 'security_review' },
      { item: 'value_metric', from: new Date(START + 9 * DAY).toISOString() },
    );
    await registry.gates.changeSettings({ mode: 'enforce' }, by);
    const error = await refusal(promote());
    expect(error).toMatchObject({ code: 'conflict', field: 'stage' });
    expect(error.message).toContain('missing: security_review');
    expect(error.message).not.toContain('value_metric');
    expect(error.remedy).toContain(`weir gate show ${id}`);
    await settle();
    expect(await promote()).toMatchObject({ stage: 'production' });
  });

  it('is refused before anybody has looked', async () => {
    await registry.gates.changeSettings({ mode: 'enforce' }, by);
    expect((await refusal(promote())).message).toContain('not been looked at');
  });

  it('is refused once grace is over', async () => {
    const until = new Date(clock.now() + 1_000).toISOString();
    await settle({ item: 'security_review' });
    await registry.gates.changeSettings({ mode: 'grace', grace_until: until }, by);
    clock.advance(1_000);
    expect(await refusal(promote())).toMatchObject({ code: 'conflict' });
  });

  it('passes in grace', async () => {
    await settle({ item: 'security_review' });
    expect(await promote()).toMatchObject({ stage: 'production' });
  });

  it('no workload is created in it while the gate is enforced', async () => {
    await registry.gates.changeSettings({ mode: 'enforce' }, by);
    const input = {
      id: 'newcomer',
      application: 'helpdesk',
      environment: 'production',
      owner: 'ada@example.com',
    };
    const create = (stage: string) =>
      registry.workloads.create(createWorkload.parse({ ...input, stage }), by);
    const error = await refusal(create('production'));
    expect(error).toMatchObject({ code: 'conflict', field: 'stage' });
    expect(error.remedy).toContain('weir gate show newcomer');
    expect(await create('pilot')).toMatchObject({ stage: 'pilot' });
  });
});

describe('what gateways are told', () => {
  const rules = () => registry.compile().workloads[id]?.gate;
  const promote = () => registry.workloads.change(id, { stage: 'production' }, by);

  it('nothing of a pilot, and nothing of what has passed', async () => {
    await settle({ item: 'security_review' });
    expect(rules()).toBeUndefined();
    await promote();
    expect(rules()).toEqual({ missing: ['security_review'] });
    await settle();
    expect(rules()).toBeUndefined();
  });

  it('what will be missing, and from when', async () => {
    await promote();
    const from = new Date(START + DAY);
    await settle({ item: 'fallback_plan', from: from.toISOString() });
    const later = [{ item: 'fallback_plan', from: from.getTime() }];
    expect(rules()).toEqual({ missing: [], until: from.getTime(), later });
  });

  it('that what nobody has looked at has not passed, where that counts', async () => {
    await promote();
    expect(rules()).toBeUndefined();
    await registry.gates.changeSettings({ mode: 'enforce' }, by);
    expect(registry.compile().gate).toEqual({ mode: 'enforce' });
    expect(rules()).toEqual({ missing: ['evaluation'] });
  });

  it('of findings only when they differ', async () => {
    await settle({ item: 'security_review' });
    const { version } = registry.compile();
    await settle({ item: 'security_review' });
    expect(registry.compile().version).toBe(version);
  });
});

it.each([
  ['grace that is over', { mode: 'grace', grace_until: new Date(START - 1).toISOString() }],
  ['grace where it is enforced', { mode: 'enforce', grace_until: new Date(START + 9 * DAY).toISOString() }],
] as const)('refuses %s', async (_what, input) => {
  expect(await refusal(registry.gates.changeSettings(input, by))).toMatchObject({ field: 'grace_until' });
});

it('keeps the end of grace when only the mode is given again, and forgets it otherwise', async () => {
  const until = new Date(clock.now() + DAY).toISOString();
  await registry.gates.changeSettings({ mode: 'grace', grace_until: until }, by);
  expect(await registry.gates.changeSettings({ mode: 'grace' }, by)).toEqual({
    mode: 'grace',
    grace_until: until,
  });
  expect(await registry.gates.changeSettings({ mode: 'off' }, by)).toEqual({ mode: 'off' });
});
