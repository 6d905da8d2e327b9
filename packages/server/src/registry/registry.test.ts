import { createWorkload } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const clock = testClock();
const by = { actor: 'admin' };
let registry: Registry & { secrets: Record<string, string> };

beforeAll(async () => {
  registry = await testRegistry(clock);
  await registry.costCenters.create({ id: 'cc-support', name: 'Support' }, by);
  await registry.teams.create({ id: 'team-support', cost_center: 'cc-support' }, by);
  await registry.applications.create({ id: 'helpdesk', team: 'team-support' }, by);
});
afterAll(() => registry.close());

let made = 0;
function workload(more: object = {}) {
  made += 1;
  return createWorkload.parse({
    id: `bot-${made}`,
    application: 'helpdesk',
    environment: 'development',
    owner: 'ann@example.com',
    ...more,
  });
}
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; field?: string; message: string; remedy?: string }) => error,
  );

describe('first start', () => {
  it('gives the secrets once and a playground that can reach only the sandbox', async () => {
    expect(registry.secrets['adminToken']).toMatch(/^wa_[0-9A-Za-z]{43}$/);
    expect(registry.secrets['sandboxKey']).toMatch(/^wk_[0-9A-Za-z]{43}$/);
    expect(await registry.seedFirstStart()).toEqual({});
    const playground = await registry.workloads.show('playground');
    expect(playground.approved_models.length).toBeGreaterThan(0);
    for (const model of playground.approved_models) expect(model).toMatch(/^sandbox-\w+\/\*$/);
    const { tags } = registry.compile().workloads['playground'] ?? { tags: {} };
    for (const tag of [
      'application',
      'owner',
      'environment',
      'cost_center',
      'use_case',
      'business_process',
      'request_type',
    ])
      expect(tags).toHaveProperty(tag);
  });

  it('rejects unattributed calls in production and quarantines them elsewhere', async () => {
    expect((await registry.environments.show('production')).missing_tag_policy).toBe('reject');
    expect((await registry.environments.show('staging')).missing_tag_policy).toBe('quarantine');
  });

  it('knows its admin token and no other', async () => {
    expect(await registry.adminTokens.verify(registry.secrets['adminToken'] ?? '')).toBe(true);
    expect(await registry.adminTokens.verify(`wa_${'x'.repeat(43)}`)).toBe(false);
    expect(await registry.adminTokens.verify('')).toBe(false);
  });
});

describe('workloads', () => {
  it('inherit team and cost center from application and team unless they say otherwise', async () => {
    const plain = await registry.workloads.create(workload(), by);
    await registry.costCenters.create({ id: 'cc-own' }, by);
    const own = await registry.workloads.create(workload({ cost_center: 'cc-own' }), by);
    const { workloads } = registry.compile();
    expect(workloads[plain.id]?.tags).toMatchObject({
      organization: 'default',
      cost_center: 'cc-support',
      team: 'team-support',
      application: 'helpdesk',
      workload: plain.id,
      environment: 'development',
      owner: 'ann@example.com',
    });
    expect(workloads[plain.id]?.tags).not.toHaveProperty('use_case');
    expect(workloads[own.id]?.tags['cost_center']).toBe('cc-own');
  });

  it('say which references exist when one does not', async () => {
    const error = await failure(registry.workloads.create(workload({ application: 'nope' }), by));
    expect(error).toMatchObject({ code: 'invalid_argument', field: 'application' });
    expect(error.message).toContain('"nope"');
    expect(error.remedy).toContain('helpdesk');
    expect(error.remedy).toContain('playground');
  });

  it.each([
    [{ team: 'nope' }, 'team'],
    [{ cost_center: 'nope' }, 'cost_center'],
    [{ environment: 'production' }, 'stage'],
    [{ tags: { owner: 'x' } }, 'tags.owner'],
    [{ tags: { Team: 'x' } }, 'tags.Team'],
    [{ tags: { campaign: '' } }, 'tags.campaign'],
    [{ tags: { campaign: 'a\nb' } }, 'tags.campaign'],
    [{ budget: { amount: '-1', currency: 'USD', period: 'month' } }, 'budget.amount'],
    [{ budget: { amount: '1.0000000000001', currency: 'USD', period: 'month' } }, 'budget.amount'],
    [
      { budget: { amount: '1e30'.replace('e30', '0'.repeat(30)), currency: 'USD', period: 'month' } },
      'budget.amount',
    ],
    [{ budget: { amount: '5', currency: 'EUR', period: 'month' } }, 'budget.currency'],
  ])('refuse %j, naming %s', async (more, field) => {
    const error = await failure(registry.workloads.create(workload(more), by));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
    expect(error.remedy).toBeTruthy();
  });

  it('are refused twice with the same id', async () => {
    const input = workload();
    await registry.workloads.create(input, by);
    expect(await failure(registry.workloads.create(input, by))).toMatchObject({
      code: 'conflict',
      field: 'id',
    });
  });

  it('bring an environment into being with the standard policy', async () => {
    await registry.workloads.create(workload({ environment: 'sandbox-eu' }), by);
    expect(await registry.environments.show('sandbox-eu')).toMatchObject({
      missing_tag_policy: 'quarantine',
    });
  });

  it('compile an exact budget, and none once it is taken away', async () => {
    const budget = { amount: '12.345678901234', currency: 'USD', period: 'month' as const };
    const { id } = await registry.workloads.create(workload({ budget }), by);
    const compiled = () => registry.compile().budgets.find(({ scope }) => scope['workload'] === id);
    expect(compiled()).toMatchObject({ id: `workload-${id}`, amountPico: '12345678901234', mode: 'hard' });
    expect(compiled()?.owner).toBe('ann@example.com');
    expect((await registry.workloads.show(id)).budget).toEqual(budget);
    await registry.workloads.change(id, { budget: { ...budget, amount: '20' } }, by);
    expect((await registry.workloads.show(id)).budget?.amount).toBe('20');
    await registry.workloads.change(id, { budget: null }, by);
    expect(compiled()).toBeUndefined();
    expect(await registry.workloads.show(id)).not.toHaveProperty('budget');
  });

  it('change only what is said, and null takes away', async () => {
    const { id } = await registry.workloads.create(
      workload({ use_case: 'triage', team: 'team-support' }),
      by,
    );
    const changed = await registry.workloads.change(id, { stage: 'pilot', team: null }, by);
    expect(changed).toMatchObject({ stage: 'pilot', use_case: 'triage' });
    expect(changed).not.toHaveProperty('team');
  });
});

describe('removal', () => {
  it('of what is still used is refused, naming the users', async () => {
    const error = await failure(registry.teams.remove('team-support', by));
    expect(error).toMatchObject({ code: 'conflict' });
    expect(error.message).toContain('helpdesk');
  });

  it('of what nothing uses leaves nothing', async () => {
    await registry.teams.create({ id: 'brief' }, by);
    await registry.teams.remove('brief', by);
    expect(await failure(registry.teams.show('brief'))).toMatchObject({ code: 'not_found' });
  });
});

describe('the audit', () => {
  it('has who, what, and the fields that changed', async () => {
    const { id } = await registry.workloads.create(workload(), { actor: 'cli' });
    clock.advance(5);
    await registry.workloads.change(id, { owner: 'bob@example.com' }, by);
    const { data } = await registry.audit.list({ subject: `workload/${id}` });
    expect(data.map(({ actor, action }) => [actor, action])).toEqual([
      ['admin', 'workload.change'],
      ['cli', 'workload.create'],
    ]);
    expect(data[0]).toMatchObject({
      before: { owner: 'ann@example.com' },
      after: { owner: 'bob@example.com' },
    });
    expect(data[0]?.after).not.toHaveProperty('name');
  });

  it('has no entry for a change that failed', async () => {
    const before = (await registry.audit.list({ limit: 1 })).data[0]?.id;
    await failure(registry.workloads.create(workload({ team: 'nope' }), by));
    expect((await registry.audit.list({ limit: 1 })).data[0]?.id).toBe(before);
  });
});

describe('findings', () => {
  const unknownPrice = { kind: 'price_unknown', severity: 'warning', message: 'No price.' } as const;

  it('are one per kind and subject while open, and count', async () => {
    await registry.findings.raise({ ...unknownPrice, subject: 'openai/gpt-9' });
    for (let i = 0; i < 50; i++) void registry.findings.raise({ ...unknownPrice, subject: 'openai/gpt-9' });
    await registry.findings.flush();
    const { data } = await registry.findings.list({ state: 'open' });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ occurrences: 51, subject: 'openai/gpt-9' });
    const closed = await registry.findings.close(data[0]?.id ?? '', by);
    expect(closed.state).toBe('closed');
    void registry.findings.raise({ ...unknownPrice, subject: 'openai/gpt-9' });
    await registry.findings.flush();
    expect((await registry.findings.list({ state: 'open' })).data[0]).toMatchObject({ occurrences: 1 });
  });
});

describe('a list', () => {
  it('read page by page shows everything that was there exactly once, whatever is added meanwhile', async () => {
    const wanted = (await registry.costCenters.list({ limit: 500 })).data.map(({ id }) => id);
    for (let i = 0; i < 12; i++) {
      if (i % 3 === 0) clock.advance(1);
      wanted.push((await registry.costCenters.create({ id: `page-${i}` }, by)).id);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await registry.costCenters.list({ limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
      clock.advance(1);
      await registry.costCenters.create({ id: `late-${seen.length}` }, by);
    } while (cursor !== undefined);
    expect([...seen].sort()).toEqual([...wanted].sort());
  });

  it('refuses a cursor that is none', async () => {
    expect(await failure(registry.costCenters.list({ cursor: 'x' }))).toMatchObject({ field: 'cursor' });
  });
});

describe('change notice', () => {
  it('comes after a change, once for a burst, with the newest version', async () => {
    const told: number[] = [];
    await new Promise((resolve) => setImmediate(resolve));
    const stop = registry.onChange((version) => told.push(version));
    await Promise.all(['n1', 'n2', 'n3'].map((id) => registry.costCenters.create({ id }, by)));
    await new Promise((resolve) => setImmediate(resolve));
    stop();
    expect(told.length).toBeLessThanOrEqual(3);
    expect(told.at(-1)).toBe(registry.compile().version);
    expect(registry.compile()).toBe(registry.compile());
  });
});
