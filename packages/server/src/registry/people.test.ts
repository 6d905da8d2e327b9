import { changePerson, changeWorkload, createPerson, createWorkload, leave } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const by = { actor: 'admin' };
const clock = testClock();
let registry: Registry;
beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());

const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; field?: string; message: string; remedy?: string }) => error,
  );
const person = (id: string, more: object = {}) =>
  registry.people.create(createPerson.parse({ id, name: id, email: `${id}@example.com`, ...more }), by);
const changed = (id: string, input: object) => registry.people.change(id, changePerson.parse(input), by);
const left = (id: string, to?: string) =>
  registry.people.leave(id, leave.parse(to === undefined ? {} : { reassign_to: to }), by);
const workload = (id: string, more: object = {}) =>
  registry.workloads.create(
    createWorkload.parse({
      id,
      application: 'playground',
      environment: 'development',
      owner: 'somebody@example.com',
      ...more,
    }),
    by,
  );
const changeOf = (id: string, input: object) =>
  registry.workloads.change(id, changeWorkload.parse(input), by);
const open = async (kind: 'owner_left' | 'review_overdue') =>
  (await registry.findings.list({ kind, state: 'open' })).data;

describe('people', () => {
  it('are created, listed, found by address in any case, changed and audited', async () => {
    await person('ada', { team: 'default', roles: ['business', 'finance', 'finance'] });
    expect(await registry.people.show('ada')).toMatchObject({
      state: 'active',
      roles: ['business', 'finance'],
    });
    expect((await registry.people.list({ role: 'finance' })).data).toMatchObject([{ id: 'ada' }]);
    expect((await registry.people.list({ role: 'risk' })).data).toEqual([]);
    expect((await registry.people.list({ team: 'default', state: 'active' })).data).toHaveLength(1);
    expect(await registry.people.find('ADA@Example.com')).toMatchObject({ id: 'ada' });
    expect(await registry.people.find('nobody@example.com')).toBeUndefined();
    expect(await changed('ada', { team: null, roles: [] })).not.toHaveProperty('team');
    const { data } = await registry.audit.list({ subject: 'person/ada' });
    expect(data.map(({ action }) => action)).toEqual(['person.change', 'person.create']);
  });

  it.each([
    [{ id: 'ada2', email: 'Ada@Example.COM' }, 'conflict', 'email', '"ada"'],
    [{ id: 'ada', email: 'other@example.com' }, 'conflict', 'id', 'already'],
    [{ id: 'bob', email: 'bob@example.com', team: 'nowhere' }, 'invalid_argument', 'team', 'nowhere'],
  ])('refuses %j', async (input, code, field, text) => {
    const error = await failure(registry.people.create(createPerson.parse({ name: 'X', ...input }), by));
    expect(error).toMatchObject({ code, field });
    expect(error.message).toContain(text);
  });

  it('lets a team go only when nobody is of it', async () => {
    await registry.teams.create({ id: 'crew' }, by);
    await person('cleo', { team: 'crew' });
    expect((await failure(registry.teams.remove('crew', by))).message).toContain('person cleo');
    await changed('cleo', { team: null });
    await registry.teams.remove('crew', by);
    await registry.people.remove('cleo', by);
    expect((await failure(registry.people.show('cleo'))).code).toBe('not_found');
  });
});

describe('an owner who left', () => {
  it('is a finding for each workload until it is given to somebody else', async () => {
    await person('grace');
    await person('linus');
    await workload('grace-1', { owner: 'Grace@Example.com' });
    await workload('grace-2', { owner: 'somebody@example.com', technical_owner: 'grace' });
    await workload('grace-old', { owner: 'grace@example.com', stage: 'retired' });
    await registry.budgets.create(
      {
        id: 'graces',
        scope: { team: 'default' },
        amount: '10',
        currency: 'USD',
        period: 'month',
        mode: 'approval',
        owner: 'grace@example.com',
        approvers: ['grace@example.com', 'linus@example.com'],
      },
      by,
    );
    expect(await registry.people.belongings('grace')).toEqual({
      workloads: [
        { id: 'grace-1', as: ['owner'] },
        { id: 'grace-2', as: ['technical_owner'] },
      ],
      budgets: [{ id: 'graces', as: ['owner', 'approver'] }],
    });
    expect((await failure(registry.people.remove('grace', by))).message).toContain('grace-1, grace-2');

    expect(await changed('grace', { state: 'left' })).toMatchObject({
      state: 'left',
      left_at: expect.any(String),
    });
    const found = await open('owner_left');
    expect(found.map(({ subject }) => subject).sort()).toEqual(['grace-1', 'grace-2']);
    expect(found.find(({ subject }) => subject === 'grace-1')?.message).toContain('--owner');
    expect(found.find(({ subject }) => subject === 'grace-2')?.message).toContain('--technical-owner');

    await changeOf('grace-1', { owner: 'linus@example.com' });
    expect(await open('owner_left')).toMatchObject([{ subject: 'grace-2', occurrences: 1 }]);
    expect(await left('grace', 'linus')).toMatchObject({
      person: { state: 'left' },
      reassigned: { workloads: [{ id: 'grace-2' }], budgets: [{ id: 'graces' }] },
      still_theirs: { workloads: [], budgets: [] },
    });
    expect(await open('owner_left')).toEqual([]);
    expect(await registry.workloads.show('grace-2')).toMatchObject({ technical_owner: 'linus@example.com' });
    expect(await registry.budgets.show('graces')).toMatchObject({
      owner: 'linus@example.com',
      approvers: ['linus@example.com'],
    });
    expect(registry.compile().workloads['grace-1']?.tags['owner']).toBe('linus@example.com');
  });

  it('may come back, and may not be given anything meanwhile', async () => {
    await person('mary');
    await workload('marys', { owner: 'mary@example.com' });
    await left('mary');
    expect(await open('owner_left')).toMatchObject([{ subject: 'marys' }]);
    expect(await failure(changeOf('grace-1', { owner: 'MARY@example.com' }))).toMatchObject({
      code: 'invalid_argument',
      field: 'owner',
    });
    // what is theirs already can be changed otherwise, and named as it is
    await changeOf('marys', { description: 'x', owner: 'mary@example.com' });
    expect(await changed('mary', { state: 'active' })).not.toHaveProperty('left_at');
    expect(await open('owner_left')).toEqual([]);
  });

  it.each([
    ['themselves', 'mary'],
    ['somebody who left, too', 'grace'],
    ['nobody that is known', 'nobody'],
  ])('cannot hand over to %s', async (_, to) => {
    expect(await failure(left('mary', to))).toMatchObject({ code: 'invalid_argument', field: 'reassign_to' });
    expect(await registry.people.show('mary')).toMatchObject({ state: 'active' });
  });
});

describe('a review that is due', () => {
  it('is a finding the day after, closed when a new day is named', async () => {
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    await workload('due', { review_date: today });
    await registry.keepOwnerFindings();
    expect(await open('review_overdue')).toEqual([]);
    clock.advance(86_400_000);
    await registry.keepOwnerFindings();
    await registry.keepOwnerFindings();
    const [finding] = await open('review_overdue');
    expect(finding).toMatchObject({ subject: 'due', occurrences: 1 });
    expect(finding?.message).toContain(today);
    // anything else may be changed although the day is past
    await changeOf('due', { description: 'x' });
    await changeOf('due', { review_date: '2030-01-01' });
    expect(await open('review_overdue')).toEqual([]);
  });
});
