import { beforeEach, describe, expect, it } from 'vitest';
import { FakeOutcomes } from '../ledger/testing/fake-outcomes.ts';
import { createIntake, type Intake, importOutcomes, type WorkloadFacts } from './index.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
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

const range = {
  since: new Date(0),
  until: new Date('2027-01-01T00:00:00Z'),
  sandbox: 'include',
  limit: 100,
} as const;
const all = async () => (await store.list(range)).data;
describe('a file of outcomes', () => {
  async function* file(text: string) {
    for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) yield Buffer.from(piece);
  }
  const read = (text: string, options: object = {}) =>
    importOutcomes(file(text), { map: {}, ...options }, intake, { source: 'csv' });

  it('is read by its columns; what is wrong is told by its line, and twice changes nothing', async () => {
    const text =
      '\ufeffTicket,at,success,value,currency,attributes.plan,Notes\r\nT-1,2026-11-20,yes,1.50,EUR,pro,"a\nb"\r\nT-2,2026-11-20 10:00:00Z,no,,,,\r\nT-3,soon,yes,,,,\r\nT-4,2026-11-20,yes,3,,,\r\n';
    const options = { map: { Ticket: 'task', Notes: '-' }, workload: 'bot', outcome: 'resolved' };
    const done = await read(text, options);
    expect(done).toMatchObject({ read: 4, added: 2, rejected: 2, pending: 2 });
    expect(done.errors.map(({ line, field }) => [line, field])).toEqual([
      [5, 'at'],
      [6, 'currency'],
    ]);
    expect(await all()).toMatchObject([
      { task: 'T-2', success: false, at: '2026-11-20T10:00:00.000Z' },
      {
        task: 'T-1',
        success: true,
        value: '1.5',
        currency: 'EUR',
        attributes: { plan: 'pro' },
        source: 'csv',
      },
    ]);
    expect(await read(text, options)).toMatchObject({ added: 0, unchanged: 2, rejected: 2 });
  });

  it.each([
    ['', 'empty'],
    ['task,at\n', 'outcome'],
    ['outcome,workload\n', 'at'],
    ['outcome,at\n', 'workload'],
    ['outcome,at,workload,Colour\n', 'Colour'],
    ['outcome,at,workload,task,TASK\n', 'task'],
  ])('whose header cannot be gone by is refused: %j', async (text, told) => {
    await expect(read(text)).rejects.toThrow(told);
  });

  it('names a column that is not there', async () => {
    await expect(read('outcome,at,workload\n', { map: { Ticket: 'task' } })).rejects.toThrow('Ticket');
  });
});
