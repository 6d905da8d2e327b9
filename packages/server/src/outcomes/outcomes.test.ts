import type { OutcomeRule } from '@weir/core/contract';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { callOf } from '../ledger/testing/facts.ts';
import { FakeOutcomes } from '../ledger/testing/fake-outcomes.ts';
import { createIntake, createOutcomeKeeper, type Intake, type WorkloadFacts } from './index.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const at = '2026-11-22T10:00:00Z';
const WORKLOADS: Record<string, WorkloadFacts> = {
  bot: { id: 'bot', valueMetric: { confidence: 'estimated', class: 'strategic' } },
  other: { id: 'other' },
  old: { id: 'old', mergedInto: 'bot' },
};

let now = NOW;
let store: FakeOutcomes;
let intake: Intake;
beforeEach(() => {
  now = NOW;
  store = new FakeOutcomes(() => now);
  intake = createIntake({
    store,
    workload: async (id) => WORKLOADS[id],
    isClosed: (instant) => instant < new Date('2026-11-01T00:00:00Z'),
    clock: { now: () => now },
  });
});

const api = { source: 'api' };
const range = {
  since: new Date(0),
  until: new Date('2027-01-01T00:00:00Z'),
  sandbox: 'include',
  limit: 100,
} as const;
const all = async () => (await store.list(range)).data;
const call = (call_id: string, workload: string, task: string, more: Parameters<typeof callOf>[0] = {}) =>
  callOf({
    call_id,
    started_at: '2026-11-22T09:00:00.000000Z',
    ended_at: '2026-11-22T09:00:01.000000Z',
    tags: { workload, task },
    ...more,
  });

describe('outcomes that are told', () => {
  it('are taken one by one: bad ones are listed with field and remedy, the others count', async () => {
    const answer = await intake.take(
      [
        { outcome: 'resolved', at, workload: 'bot' },
        { outcome: 'resolved', at, workload: 'bot', value: '5' },
        { outcome: 'resolved', at, workload: 'nobody' },
        { outcome: 'resolved', at: '2026-11-22T12:06:00Z', workload: 'bot' },
        { outcome: 'resolved', at: '2026-11-22T12:04:00Z', workload: 'bot' },
        { outcome: 'resolved', at },
        { outcome: 'Bad Name', at, workload: 'bot' },
        { outcome: 'resolved', at, workload: 'bot', value: '1.0000000000001', currency: 'EUR' },
        { outcome: 'resolved', at, workload: 'bot', currency: 'EUR' },
        { outcome: 'resolved', at, workload: 'bot', value: '1', currency: 'eur' },
        'nonsense',
        null,
      ],
      api,
    );
    expect(answer).toMatchObject({ added: 2, unchanged: 0, pending: 0, late: 0 });
    expect(answer.errors.map(({ index, field }) => [index, field])).toEqual([
      [1, 'currency'],
      [2, 'workload'],
      [3, 'at'],
      [5, 'workload'],
      [6, 'outcome'],
      [7, 'value'],
      [8, 'currency'],
      [9, 'currency'],
      [10, undefined],
      [11, undefined],
    ]);
    expect(answer.errors.every(({ remedy }) => (remedy ?? '').length > 5)).toBe(true);
    expect(answer.ids).toHaveLength(2);
  });

  it('count once without an id, too, and inherit how sure their value is', async () => {
    const told = { outcome: 'resolved', at, workload: 'bot' };
    await intake.take([told, told], api);
    expect(await intake.take([{ ...told, at: '2026-11-22T11:00:00+01:00' }], api)).toMatchObject({
      added: 0,
      unchanged: 1,
    });
    expect(await all()).toMatchObject([
      { confidence: 'estimated', class: 'strategic', success: true, source: 'api', link: 'linked' },
    ]);
  });

  it('belong to the workload of their task or call; what is unknown waits', async () => {
    store.calls.push(
      call('c-1', 'bot', 'T-1', { sandbox: true }),
      call('c-2', 'other', 'T-1'),
      call('c-3', 'bot', 'T-3'),
    );
    const answer = await intake.take(
      [
        { id: 'a', outcome: 'resolved', at, call: 'c-1' },
        { id: 'b', outcome: 'resolved', at, task: 'T-3' },
        { id: 'c', outcome: 'resolved', at, task: 'T-1' },
        { id: 'd', outcome: 'resolved', at, task: 'T-1', workload: 'other' },
        { id: 'e', outcome: 'resolved', at, task: 'T-9' },
        { id: 'f', outcome: 'resolved', at, call: 'c-2', workload: 'bot' },
        { id: 'g', outcome: 'resolved', at: '2026-11-22T08:00:00Z', task: 'T-3' },
        { id: 'h', outcome: 'resolved', at, workload: 'old' },
      ],
      api,
    );
    expect(answer).toMatchObject({ added: 6, pending: 1 });
    expect(answer.errors).toMatchObject([
      { index: 2, field: 'workload' },
      { index: 5, field: 'call' },
    ]);
    expect(answer.warnings).toMatchObject([{ index: 6, field: 'at' }]);
    const kept = Object.fromEntries(
      (await all()).map(({ id, workload, sandbox, link }) => [id, `${workload} ${sandbox} ${link}`]),
    );
    expect(kept).toEqual({
      a: 'bot true linked',
      b: 'bot false linked',
      d: 'other false linked',
      e: ' false pending',
      g: 'bot false linked',
      h: 'bot false linked',
    });
  });

  it('of closed months are taken and told as late, once', async () => {
    const told = { id: 'x', outcome: 'resolved', at: '2026-10-30T00:00:00Z', workload: 'bot' };
    expect(await intake.take([told], api)).toMatchObject({ added: 1, late: 1 });
    expect(await intake.take([told], api)).toMatchObject({ unchanged: 1, late: 0 });
  });

  it('with the key of a workload are of that workload, and say nothing anew of another', async () => {
    const key = { source: 'api', workload: 'bot' };
    await intake.take([{ id: 'theirs', outcome: 'resolved', at, workload: 'other' }], api);
    const answer = await intake.take(
      [
        { id: 'mine', outcome: 'resolved', at },
        { id: 'foreign', outcome: 'resolved', at, workload: 'other' },
        { id: 'theirs', outcome: 'resolved', at, success: false },
      ],
      key,
    );
    expect(answer).toMatchObject({
      added: 1,
      errors: [
        { index: 1, field: 'workload' },
        { index: 2, field: 'id' },
      ],
    });
    expect(await store.versions('theirs')).toHaveLength(1);
    expect(await store.versions('mine')).toMatchObject([{ workload: 'bot' }]);
  });

  it('are taken back once, and told as unknown when they are not there', async () => {
    await intake.take([{ id: 'r', outcome: 'resolved', at, workload: 'bot' }], api);
    expect(await intake.retract('r')).toMatchObject({ retracted: true, version: 2 });
    expect(await intake.retract('r')).toMatchObject({ version: 2 });
    await expect(intake.retract('none')).rejects.toMatchObject({ code: 'not_found' });
    expect(await all()).toEqual([]);
  });

  it('count once in any order and split of batches', async () => {
    const told = fc.array(
      fc.record({
        id: fc.constantFrom('1', '2', '3'),
        outcome: fc.constant('won'),
        at: fc.constant(at),
        workload: fc.constant('bot'),
      }),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(told, fc.nat(5), async (outcomes, cut) => {
        store = new FakeOutcomes(() => now);
        intake = createIntake({
          store,
          workload: async (id) => WORKLOADS[id],
          isClosed: () => false,
          clock: { now: () => now },
        });
        const first = await intake.take(outcomes.slice(0, cut), api);
        const rest = await intake.take(outcomes.slice(cut), api);
        expect(first.added + rest.added).toBe(new Set(outcomes.map(({ id }) => id)).size);
        expect(first.revised + rest.revised).toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});

describe('rules on traffic', () => {
  const rule: OutcomeRule = {
    id: 'resolved',
    name: 'resolved',
    workload: 'bot',
    quiet_minutes: 30,
    when: { last_tool: 'close_ticket' },
    outcome: 'ticket_resolved',
    success: true,
    otherwise_failure: true,
    value: '4',
    currency: 'EUR',
    from: '2026-11-22T00:00:00Z',
    enabled: true,
    created_at: at,
    updated_at: at,
  };
  let settled: Date | undefined;
  const raised: string[] = [];
  const failures: unknown[] = [];
  /** As after a restart: nothing is remembered but what was settled. */
  const run = () =>
    createOutcomeKeeper({
      store,
      rules: {
        enabled: async () => [{ rule, settledUntil: settled }],
        settle: async (_, until) => {
          settled = until;
        },
      },
      workload: async (id) => WORKLOADS[id],
      detailSince: async () => new Date(0),
      lagMs: () => 0,
      raise: ({ subject, message }) => raised.push(`${subject}: ${message}`),
      clock: { now: () => now },
      failed: (_, error) => failures.push(error),
    }).run();
  const step = (
    id: string,
    task: string,
    minute: string,
    tools: string[],
    more: Parameters<typeof callOf>[0] = {},
  ) =>
    call(id, 'bot', task, {
      started_at: `2026-11-22T${minute}:00.000000Z`,
      ended_at: `2026-11-22T${minute}:30.000000Z`,
      tool_names: tools,
      ...more,
    });
  beforeEach(() => {
    settled = undefined;
    raised.length = 0;
    failures.length = 0;
  });

  it('make one outcome of a task that has ended, over restarts, and failures of the others', async () => {
    store.calls.push(
      step('1', 'T-1', '11:00', ['search']),
      step('2', 'T-1', '11:05', ['close_ticket']),
      step('3', 'T-2', '11:10', ['search']),
      step('4', 'T-3', '11:50', ['close_ticket']),
      step('5', 'T-0', '00:00', ['close_ticket'], {
        started_at: '2026-11-21T00:00:00Z',
        ended_at: '2026-11-21T00:00:01Z',
      }),
    );
    await run();
    await run();
    expect(failures).toEqual([]);
    expect((await all()).map(({ id, success, value, version }) => [id, success, value, version])).toEqual([
      ['rule:resolved:T-2', false, undefined, 1],
      ['rule:resolved:T-1', true, '4', 1],
    ]);
    now += 40 * MINUTE;
    await run();
    expect(await all()).toHaveLength(3);
    expect((await all())[0]).toMatchObject({
      task: 'T-3',
      confidence: 'estimated',
      source: 'rule:resolved',
      link: 'linked',
    });
  });

  it('tell a task anew that went on, and leave alone what somebody took back', async () => {
    store.calls.push(step('1', 'T-1', '11:00', ['search']), step('2', 'T-2', '11:00', ['close_ticket']));
    await run();
    await intake.retract('rule:resolved:T-2');
    store.calls.push(step('3', 'T-1', '12:00', ['close_ticket']));
    now += 60 * MINUTE;
    await run();
    expect((await all()).map(({ id, success, version }) => [id, success, version])).toEqual([
      ['rule:resolved:T-1', true, 2],
    ]);
  });

  it('find out whose an outcome is when its task lands, and tell which never do', async () => {
    await intake.take(
      [
        { id: 'w', outcome: 'won', at, task: 'later' },
        { id: 'u', outcome: 'won', at, workload: 'bot', task: 'never' },
      ],
      api,
    );
    await run();
    expect(raised).toEqual([]);
    store.calls.push(call('9', 'other', 'later'));
    await run();
    expect(await store.versions('w')).toMatchObject([
      { workload: '' },
      { workload: 'other', link: 'linked', source: 'api' },
    ]);
    expect(await intake.take([{ id: 'w', outcome: 'won', at, task: 'later' }], api)).toMatchObject({
      unchanged: 1,
    });
    now += 25 * 60 * MINUTE;
    await run();
    expect(raised).toEqual([expect.stringMatching(/^bot: 1 outcome names .*"never"/)]);
  });
});
