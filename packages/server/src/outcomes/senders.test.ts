import { beforeEach, describe, expect, it } from 'vitest';
import { callOf } from '../ledger/testing/facts.ts';
import { FakeOutcomes } from '../ledger/testing/fake-outcomes.ts';
import { createIntake, type Intake, type WorkloadFacts } from './index.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const at = '2026-11-22T10:00:00Z';
const api = { source: 'api' };
const WORKLOADS: Record<string, WorkloadFacts> = {
  bot: { id: 'bot' },
  other: { id: 'other' },
  old: { id: 'old', mergedInto: 'bot' },
};

let store: FakeOutcomes;
let intake: Intake;
beforeEach(() => {
  store = new FakeOutcomes(() => NOW);
  intake = createIntake({
    store,
    workload: async (id) => WORKLOADS[id],
    isClosed: () => false,
    clock: { now: () => NOW },
  });
});
const call = (call_id: string, workload: string, task: string) =>
  callOf({
    call_id,
    started_at: '2026-11-22T09:00:00.000000Z',
    ended_at: '2026-11-22T09:00:01.000000Z',
    tags: { workload, task },
  });

describe('outcomes that several could tell', () => {
  it('find a task that went on under the workload which its own was merged into', async () => {
    store.calls.push(call('m-1', 'old', 'T-merged'), call('m-2', 'bot', 'T-merged'));
    store.calls.push(call('m-3', '', 'T-claimed'), call('m-4', 'other', 'T-claimed'));
    store.calls.push(call('m-5', 'bot', 'T-two'), call('m-6', 'other', 'T-two'));
    const tell = (task: string) => intake.take([{ id: task, outcome: 'resolved', at, task }], api);
    expect((await tell('T-two')).errors).toMatchObject([{ field: 'workload' }]);
    for (const [task, workload] of [
      ['T-merged', 'bot'],
      ['T-claimed', 'other'],
    ] as const) {
      expect(await tell(task)).toMatchObject({ added: 1, errors: [] });
      expect((await store.versions(task)).map((one) => one.workload)).toEqual([workload]);
    }
  });

  it('are not taken with text that no store keeps, in names of attributes either', async () => {
    const told = { outcome: 'resolved', at, workload: 'bot' };
    const answer = await intake.take(
      [
        { ...told, id: 'a\0b' },
        { ...told, customer: '\ud800' },
        { ...told, attributes: { 'x\0': 'y' } },
      ],
      api,
    );
    expect(answer).toMatchObject({ added: 0, errors: [{ index: 0 }, { index: 1 }, { index: 2 }] });
  });

  it('cannot be kept from counting by who tells what a rule of another workload is going to tell', async () => {
    const told = { id: 'rule:resolved:T-1', outcome: 'resolved', at, retracted: true };
    const answer = await intake.take([told], { source: 'api', workload: 'other' });
    expect(answer).toMatchObject({ added: 0, errors: [{ field: 'id' }] });
  });

  it('belong to one of two workloads that tell the same id at once, and stay with it', async () => {
    const tell = (workload: string) =>
      intake.take([{ id: 'same', outcome: 'resolved', at }], { source: 'api', workload });
    const answers = await Promise.all([tell('bot'), tell('other')]);
    expect(answers.map(({ added, revised }) => [added, revised])).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect(answers[1]?.errors).toMatchObject([{ index: 0, field: 'id' }]);
    expect((await store.versions('same')).map(({ workload }) => workload)).toEqual(['bot']);
  });
});
