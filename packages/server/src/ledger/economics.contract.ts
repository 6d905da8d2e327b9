import type { CallFact } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DriverQuery } from './economics-port.ts';
import type { Ledger } from './statement-port.ts';
import { callOf, chargeOf } from './testing/facts.ts';

const since = new Date('2026-10-01T00:00:00Z');
const until = new Date('2026-11-01T00:00:00Z');
const BASE: Omit<DriverQuery, 'by'> = { since, until, timeZone: 'UTC', sandbox: 'exclude' };

function call(
  call_id: string,
  at: string,
  cost: string,
  tags: Record<string, string>,
  more: Partial<CallFact> = {},
): CallFact {
  return callOf({
    call_id,
    started_at: `2026-${at}.000000Z`,
    ended_at: `2026-${at}.000000Z`,
    tags: { workload: 'bot', team: 'care', ...tags },
    usage: { input_tokens: 100, output_tokens: 40 },
    charges: [
      chargeOf({ quantity: '100', effective_cost: cost }),
      chargeOf({ unit: 'output_tokens', quantity: '40', effective_cost: '0.1', category: 'tools' }),
    ],
    ...more,
  });
}

const { ttft_ms: _, finish_reason: __, ...PLAIN } = callOf();
/** Reviewers of October, shared out. */
const ALLOCATION: CallFact = {
  ...PLAIN,
  call_id: 'alloc-1',
  source: 'books',
  started_at: '2026-10-31T00:00:00.000000Z',
  ended_at: '2026-10-31T00:00:00.000000Z',
  tags: { workload: 'bot', team: 'care' },
  usage: {},
  attempts: [],
  tool_calls: 0,
  tool_names: [],
  charges: [
    chargeOf({
      unit: 'minutes',
      quantity: '10',
      category: 'human_review',
      price_ref: 'item:reviewers',
      effective_cost: '0.000000000001',
      list_cost: '0.000000000001',
      contracted_cost: '0.000000000001',
    }),
  ],
  cost: '0.000000000001',
  entry: { kind: 'allocation', calls: 0, booked_at: '2026-11-01T01:00:00.000000Z', reason: 'reviewers' },
};

const CALLS: CallFact[] = [
  call('early', '09-30T23:59:59', '1', { task: 't-0', model: 'x' }, { model: 'old' }),
  call('a', '10-01T00:00:00', '1', { task: 't-1', user: 'u-1', customer: 'c-1' }, { model: 'old' }),
  call('b', '10-02T10:30:00', '2', { task: 't-1', user: 'u-2' }, { model: 'new' }),
  call('c', '10-02T11:30:00', '4', { task: 't-2', user: 'u-2', customer: 'c-1' }, { model: 'new' }),
  // the same name of a task of another workload is another task
  call('d', '10-03T11:30:00', '8', { task: 't-1', user: 'u-2', workload: 'tool', team: '' }),
  call(
    'copy',
    '10-04T11:30:00',
    '16',
    { task: 't-2', user: 'u-9' },
    {
      purpose: 'evaluation',
      charges: [
        chargeOf({ category: 'evaluation', effective_cost: '16' }),
        chargeOf({ unit: 'output_tokens', category: 'evaluation', effective_cost: '0.1' }),
      ],
    },
  ),
  call('no', '10-05T11:30:00', '0', { task: 't-9', user: 'u-8' }, { status: 'refused', charges: [] }),
  call('try', '10-06T11:30:00', '32', { task: 't-3', user: 'u-7' }, { sandbox: true }),
  // what began in October goes on
  call('late', '11-01T00:00:00', '0.5', { task: 't-2' }),
  ALLOCATION,
];

/** What every ledger backend must tell of costs to those who ask what they bought. */
export function describeEconomics(name: string, open: () => Promise<Ledger>): void {
  describe(`economics: ${name}`, () => {
    let store: Ledger;
    beforeAll(async () => {
      store = await open();
      await store.append({ token: 'economics', calls: CALLS });
    });
    afterAll(() => store.close());

    it('tell what there was of each workload, copies in costs and not in counts', async () => {
      expect(await store.economics.drivers({ ...BASE, by: ['workload'] })).toEqual([
        {
          group: { workload: 'bot' },
          calls: 4,
          tokens: 560,
          users: 2,
          tasks: 2,
          customers: 1,
          cost: '23.400000000000',
          loaded_cost: '23.400000000001',
        },
        {
          group: { workload: 'tool' },
          calls: 1,
          tokens: 140,
          users: 1,
          tasks: 1,
          customers: 0,
          cost: '8.100000000000',
          loaded_cost: '8.100000000000',
        },
      ]);
    });

    it('count the different ones anew in every group', async () => {
      const { economics } = store;
      expect(await economics.drivers({ ...BASE, by: [] })).toMatchObject([
        { group: {}, users: 2, tasks: 3, calls: 5 },
      ]);
      const users = await economics.drivers({ ...BASE, by: ['user', 'team'], filter: { workload: ['bot'] } });
      expect(
        users.map(({ group, tasks, loaded_cost }) => [group.user, group.team, tasks, loaded_cost]),
      ).toEqual([
        ['', 'care', 0, '0.000000000001'],
        ['u-1', 'care', 1, '1.100000000000'],
        ['u-2', 'care', 2, '6.200000000000'],
        ['u-8', 'care', 0, '0.000000000000'],
        ['u-9', 'care', 0, '16.100000000000'],
      ]);
    });

    it('follow the days of a zone', async () => {
      const days = await store.economics.drivers({
        ...BASE,
        by: ['bucket', 'workload'],
        interval: 'day',
        timeZone: 'America/New_York',
      });
      expect(days.map(({ group, users }) => [group.bucket, group.workload, users]).slice(0, 3)).toEqual([
        ['2026-09-30T04:00:00.000Z', 'bot', 1],
        ['2026-10-02T04:00:00.000Z', 'bot', 1],
        ['2026-10-03T04:00:00.000Z', 'tool', 1],
      ]);
      await expect(store.economics.drivers({ ...BASE, by: ['bucket'] })).rejects.toThrow('interval');
    });

    it.each([
      ['whole days', '2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z', 'UTC'],
      ['ragged ends', '2026-10-02T10:17:03.123Z', '2026-10-06T11:45:00.001Z', 'Europe/Berlin'],
      ['less than an hour', '2026-10-02T10:05:00Z', '2026-10-02T10:55:00Z', 'UTC'],
      ['days that begin at half past', '2026-10-01T18:30:00Z', '2026-10-20T18:30:00Z', 'Asia/Kolkata'],
    ])(
      'count the same different ones from hours and from single calls: %s',
      async (_, from, to, timeZone) => {
        const range = { since: new Date(from), until: new Date(to), timeZone, interval: 'day' } as const;
        for (const by of [[], ['workload'], ['bucket'], ['workload', 'customer'], ['user']] as const) {
          for (const sandbox of ['include', 'exclude', 'only'] as const) {
            const ask = (filter: DriverQuery['filter']) =>
              store.economics.drivers({ ...range, by, sandbox, ...(filter === undefined ? {} : { filter }) });
            // sums of hours do not know providers
            const single = await ask({ provider: ['openai', 'anthropic', ''], workload: ['bot', 'tool'] });
            expect(await ask({ workload: ['bot', 'tool'] })).toEqual(single);
          }
        }
      },
    );

    it('leave out the different ones where only sums are asked for', async () => {
      const [all] = await store.economics.drivers({ ...BASE, by: [] });
      expect(await store.economics.drivers({ ...BASE, by: [], counts: 'sums' })).toEqual([
        { ...all, users: 0, tasks: 0, customers: 0 },
      ]);
    });

    it('tell the sandbox alone, with the rest, or not', async () => {
      const users = async (sandbox: DriverQuery['sandbox']) =>
        (await store.economics.drivers({ ...BASE, by: [], sandbox })).map((row) => [row.users, row.cost]);
      expect(await users('only')).toEqual([[1, '32.100000000000']]);
      expect(await users('include')).toEqual([[3, '63.600000000000']]);
      const empty = { since: new Date('2020-01-01'), until: new Date('2020-01-02') };
      expect(await store.economics.drivers({ ...BASE, ...empty, by: [] })).toEqual([]);
      expect(await store.economics.stack({ ...BASE, ...empty, by: [] })).toEqual([]);
    });

    it.each([[['workload']], [['team', 'bucket']], [['user', 'model']], [[]]] as DriverQuery['by'][][])(
      'stack up by %j to what costs come to, to the last unit',
      async (by) => {
        const rows = await store.economics.stack({ ...BASE, by, interval: 'day' });
        const { total } = await store.costs({ ...BASE, by: [], filter: {}, sandbox: 'exclude' });
        const sum = rows.reduce((all, { cost }) => all + BigInt(cost.replace('.', '')), 0n);
        expect(sum).toBe(BigInt(total.loaded_cost.replace('.', '')));
      },
    );

    it('tell categories apart, shares of other costs too', async () => {
      const rows = await store.economics.stack({ ...BASE, by: ['workload'] });
      expect(rows.map(({ group, category, cost }) => [group.workload, category, cost])).toEqual([
        ['bot', 'evaluation', '16.100000000000'],
        ['bot', 'human_review', '0.000000000001'],
        ['bot', 'model_usage', '7.000000000000'],
        ['bot', 'tools', '0.300000000000'],
        ['tool', 'model_usage', '8.000000000000'],
        ['tool', 'tools', '0.100000000000'],
      ]);
    });

    it('tell which shares are booked, and hold no bill against them', async () => {
      const { economics } = store;
      const asked = { since, until, timeZone: 'America/New_York' };
      expect(await economics.allocated({ ...asked, sandbox: 'exclude' })).toEqual([
        {
          item: 'reviewers',
          day: '2026-10-30',
          workload: 'bot',
          category: 'human_review',
          entries: 1,
          cost: '0.000000000001',
        },
      ]);
      expect(await economics.allocated({ ...asked, sandbox: 'only' })).toEqual([]);
      const sums = await store.chargeSums({ since, until, timeZone: 'UTC', by: ['category'] });
      expect(sums.map(({ group }) => group.category)).toEqual(['evaluation', 'model_usage', 'tools']);
    });

    it('tell what whole tasks cost that began in the range', async () => {
      const ask = (workload: string | readonly string[]) =>
        store.economics.taskCosts({ since, until, workload, sandbox: 'exclude' });
      // t-1: 3.2; t-2: 4.1 + 16.1 + 0.6; t-0 began before, t-9 was refused
      expect(await ask('bot')).toEqual({
        sample: 2,
        p50: '3.200000000000',
        p95: '20.800000000000',
        p99: '20.800000000000',
        mean: '12.000000000000',
      });
      expect(await ask(['bot', 'tool'])).toMatchObject({
        sample: 3,
        p50: '8.100000000000',
        mean: '10.700000000000',
      });
      expect(await ask('nobody')).toBeUndefined();
    });

    it('tell what was used for the first time', async () => {
      const ask = (from: Date) =>
        store.economics.firstSeen({ since: from, until, workload: 'bot', dimension: 'model' });
      expect(await ask(since)).toEqual([
        { value: 'new', at: '2026-10-02T10:30:00.000000Z', calls: 2 },
        { value: 'gpt-4o', at: '2026-10-06T11:30:00.000000Z', calls: 1 },
      ]);
      expect(await ask(new Date('2026-10-02T10:30:00.001Z'))).toMatchObject([{ value: 'gpt-4o' }]);
    });
  });
}
