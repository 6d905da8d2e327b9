import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutcomeRecord, OutcomeStore } from './outcome-port.ts';
import type { Ledger } from './statement-port.ts';
import { callOf, chargeOf, outcomeRecordOf } from './testing/facts.ts';
import { FakeOutcomes } from './testing/fake-outcomes.ts';

const NOVEMBER = { since: new Date('2026-11-01T00:00:00Z'), until: new Date('2026-12-01T00:00:00Z') };
const OCTOBER = { since: new Date('2026-10-01T00:00:00Z'), until: NOVEMBER.since };
const told = new Date('2026-11-21T00:00:00Z');

const call = (call_id: string, task: string, cost: string, more: Parameters<typeof callOf>[0] = {}) =>
  callOf({
    call_id,
    started_at: '2026-11-20T09:00:00.000000Z',
    ended_at: '2026-11-20T09:00:01.000000Z',
    charges: [chargeOf({ effective_cost: cost })],
    tags: { workload: 'linked', task, customer: 'acme', prompt_version: 'p1' },
    ...more,
  });
const CALLS = [
  call('c-1', 'T-1', '1'),
  call('c-2', 'T-1', '2', { started_at: '2026-11-20T09:05:00.000000Z', model: 'gpt-5' }),
  call('c-3', 'T-2', '10'),
  call('c-4', 'T-3', '4', { tags: { workload: 'other', task: 'T-1' } }),
  call('c-5', '', '0.5', { tags: { workload: 'linked' }, sandbox: true }),
];

/** What every ledger backend must do with outcomes. */
export function describeOutcomes(name: string, open: () => Promise<Ledger>): void {
  describe.each([name, 'fake'])('outcomes: %s', (which) => {
    let store: OutcomeStore;
    let land: (calls: typeof CALLS) => Promise<void>;
    let close = async () => {};
    beforeAll(async () => {
      if (which === 'fake') {
        const fake = new FakeOutcomes();
        land = async (calls) => void fake.calls.push(...calls);
        store = fake;
      } else {
        const ledger = await open();
        land = (calls) => ledger.append({ token: String(calls[0]?.call_id), calls });
        store = ledger.outcomes;
        close = () => ledger.close();
      }
      await land(CALLS);
    });
    afterAll(() => close());

    const list = async (more: Partial<Parameters<OutcomeStore['list']>[0]> = {}) =>
      (await store.list({ ...NOVEMBER, sandbox: 'exclude', limit: 100, ...more })).data;
    const sums = (by: Parameters<OutcomeStore['sums']>[0]['by'], more: object = {}) =>
      store.sums({ ...NOVEMBER, timeZone: 'UTC', sandbox: 'exclude', by, ...more });

    it('are kept once however often they are told, and as they were told', async () => {
      const records = [
        outcomeRecordOf({
          workload: 'once',
          value: '12.50',
          currency: 'EUR',
          attributes: { plan: 'pro', seats: 3 },
        }),
        outcomeRecordOf({ id: 'o-2', workload: 'once', success: false, customer: 'acme', user: "o'neil\n" }),
      ];
      expect(await store.append(records, told)).toEqual({
        added: 2,
        unchanged: 0,
        revised: 0,
        changed: [0, 1],
        pending: [],
      });
      const again = records.map((one) => ({ ...one, source: 'csv' }));
      expect(await store.append(again, new Date())).toEqual({
        added: 0,
        unchanged: 2,
        revised: 0,
        changed: [],
        pending: [],
      });
      const [second, first] = await list({ workload: 'once' });
      expect(first).toMatchObject({
        ...records[0],
        at: expect.any(String),
        value: expect.stringMatching(/^12\.50?$/),
        version: 1,
        link: 'linked',
      });
      expect(second).toMatchObject({ id: 'o-2', success: false, customer: 'acme', user: "o'neil\n" });
      expect(second).not.toHaveProperty('value');
      expect(Date.parse(first?.at ?? '')).toBe(Date.parse('2026-11-20T10:00:00Z'));
      expect(await list({ workload: 'once', success: true })).toHaveLength(1);
      expect(await list({ workload: 'once', customer: 'acme' })).toHaveLength(1);
    });

    it('told anew count as they were told last, at the time told last', async () => {
      const first = outcomeRecordOf({ id: 'moves', workload: 'anew', value: '1', currency: 'USD' });
      const second: OutcomeRecord = { ...first, value: '2' };
      expect(await store.append([first, second], told)).toMatchObject({ added: 1, revised: 1 });
      const moved: OutcomeRecord = { ...second, at: '2026-10-31T23:59:59Z' };
      expect(await store.append([moved], new Date('2026-11-22T00:00:00Z'))).toMatchObject({ revised: 1 });
      expect(await list({ workload: 'anew' })).toEqual([]);
      expect(await list({ ...OCTOBER, workload: 'anew' })).toMatchObject([
        { id: 'moves', version: 3, value: '2' },
      ]);
      expect(await sums([], { workload: 'anew' })).toEqual([]);
      expect(await sums([], { ...OCTOBER, workload: 'anew' })).toEqual([
        {
          group: {},
          outcomes: 1,
          successes: 1,
          valued: 1,
          value: '2',
          recorded_last: expect.stringContaining('2026-11-22'),
          late: 1,
        },
      ]);
      expect((await store.versions('moves')).map(({ version, value }) => [version, value])).toEqual([
        [1, '1'],
        [2, '2'],
        [3, '2'],
      ]);
      expect(await store.versions('never told')).toEqual([]);
      expect(await store.append([first], told)).toMatchObject({ revised: 1 });
      expect(await list({ workload: 'anew' })).toMatchObject([{ version: 4 }]);
    });

    it('taken back count no more and stay to be seen', async () => {
      const one = outcomeRecordOf({ id: 'back', workload: 'back' });
      await store.append([one, { ...one, retracted: true }], told);
      expect(await list({ workload: 'back' })).toEqual([]);
      expect(await sums([], { workload: 'back' })).toEqual([]);
      expect(await list({ workload: 'back', retracted: true })).toMatchObject([
        { retracted: true, version: 2 },
      ]);
    });

    it('wait for the task or call they name, and are linked when it lands', async () => {
      const now = new Date();
      const at = '2026-11-10T10:00:00Z';
      const records = [
        outcomeRecordOf({ id: 'w-1', at, workload: 'waits', task: 'later' }),
        outcomeRecordOf({ id: 'w-2', at, workload: 'waits', call: 'c-1' }),
        outcomeRecordOf({ id: 'w-3', at, workload: 'waits', call: 'no such call' }),
        outcomeRecordOf({ id: 'w-4', at, workload: 'waits', task: 'T-1' }),
      ];
      expect((await store.append(records.slice(0, 2), now)).pending).toEqual([0]);
      expect(
        (await store.append(records.slice(2), new Date(now.getTime() - 25 * 3_600_000))).pending,
      ).toEqual([0, 1]);
      const links = async (more = {}) =>
        (await list({ workload: 'waits', ...more })).map(({ id, link }) => `${id} ${link}`).sort();
      expect(await links()).toEqual(['w-1 pending', 'w-2 linked', 'w-3 unknown', 'w-4 unknown']);
      expect(await links({ unlinked: true })).toEqual(['w-1 pending', 'w-3 unknown', 'w-4 unknown']);
      await land([call('c-9', 'later', '1', { tags: { workload: 'waits', task: 'later' } })]);
      expect(await links({ unlinked: true })).toEqual(['w-3 unknown', 'w-4 unknown']);
    });

    it('know what tasks and calls of a name belong to', async () => {
      const named = await store.named({ tasks: ['T-1', 'nobody'], calls: ['c-5', 'none'] });
      expect(named.map(({ startedAt: _, ...one }) => one)).toEqual([
        { workload: 'linked', task: 'T-1', sandbox: false },
        { workload: 'other', task: 'T-1', sandbox: false },
        { workload: 'linked', call: 'c-5', sandbox: true },
      ]);
      expect(Date.parse(named[0]?.startedAt ?? '')).toBe(Date.parse('2026-11-20T09:00:00Z'));
    });

    it('know what counts of an id, whenever it happened', async () => {
      await store.append([outcomeRecordOf({ id: 'head', workload: 'heads', retracted: true })], told);
      const head = { workload: 'heads', version: 1, source: 'api', retracted: true };
      expect([...(await store.heads(['head', 'never told']))]).toEqual([['head', head]]);
    });

    it('tell tasks by the end of their last call', async () => {
      const tools = { tool_names: ['close'], tags: { workload: 'ends', task: 'E-1', customer: 'acme' } };
      await land([
        call('e-1', 'E-1', '1', {
          ended_at: '2026-11-20T09:00:01.000000Z',
          tags: { workload: 'ends', task: 'E-1' },
        }),
        call('e-2', 'E-1', '1', {
          started_at: '2026-11-20T09:10:00.000000Z',
          ended_at: '2026-11-20T09:10:05.000000Z',
          ...tools,
        }),
        call('e-3', 'E-2', '1', {
          started_at: '2026-11-20T09:20:00.000000Z',
          ended_at: '2026-11-20T09:20:05.000000Z',
          status: 'upstream_error',
          tags: { workload: 'ends', task: 'E-2' },
        }),
      ]);
      const ended = (after: string, until: string, more = {}) =>
        store.endedTasks({
          workload: 'ends',
          after: new Date(`2026-11-20T${after}Z`),
          until: new Date(`2026-11-20T${until}Z`),
          limit: 10,
          ...more,
        });
      const { tasks } = await ended('09:00:00', '10:00:00');
      expect(tasks).toEqual([
        {
          task: 'E-1',
          lastCallAt: expect.stringContaining('09:10:05'),
          steps: 2,
          lastTools: ['close'],
          tools: expect.arrayContaining(['close', 'lookup']),
          lastOk: true,
          sandbox: false,
          customer: 'acme',
        },
        {
          task: 'E-2',
          lastCallAt: expect.stringContaining('09:20:05'),
          steps: 1,
          lastTools: ['lookup'],
          tools: ['lookup'],
          lastOk: false,
          sandbox: false,
        },
      ]);
      expect((await ended('09:10:05', '09:20:04')).tasks).toEqual([]);
      const first = await ended('09:00:00', '10:00:00', { limit: 1 });
      expect(first.tasks.map(({ task }) => task)).toEqual(['E-1']);
      const second = await ended('09:00:00', '10:00:00', { limit: 1, next: first.next });
      expect([second.tasks.map(({ task }) => task), second.next]).toEqual([['E-2'], undefined]);
    });

    it('cost what the tasks and calls that they name cost', async () => {
      const linked = (id: string, more: Partial<OutcomeRecord>) =>
        outcomeRecordOf({ id, workload: 'linked', ...more });
      await store.append(
        [
          linked('l-1', { task: 'T-1' }),
          linked('l-2', { task: 'T-2', call: 'c-1' }),
          linked('l-3', { call: 'c-5' }),
          linked('l-4', { task: 'nobody' }),
          linked('l-5', {}),
          linked('l-6', { task: 'T-2', success: false }),
        ],
        told,
      );
      const costs = await store.costs({ ...NOVEMBER, workload: 'linked', sandbox: 'exclude' });
      expect(costs).toMatchObject({ sample: 3, unknown: 2 });
      expect([costs.p50, costs.p95, costs.p99, costs.mean].map(Number)).toEqual([3, 10, 10, 4.5]);
      const merged = await store.costs({ ...NOVEMBER, workload: ['nobody', 'linked'], sandbox: 'exclude' });
      expect(merged).toEqual(costs);
      expect(await store.costs({ ...NOVEMBER, workload: 'nobody', sandbox: 'exclude' })).toEqual({
        sample: 0,
        unknown: 0,
      });
      const grouped = async (by: 'model' | 'customer' | 'prompt_version') =>
        (await sums([by], { workload: 'linked' })).map(({ group, outcomes, successes }) => [
          group[by],
          outcomes,
          successes,
        ]);
      expect(await grouped('model')).toEqual([
        ['', 2, 2],
        ['gpt-4o', 3, 2],
        ['gpt-5', 1, 1],
      ]);
      expect(await grouped('customer')).toEqual([
        ['', 3, 3],
        ['acme', 3, 2],
      ]);
    });

    it('sum exactly by any group, and tell what came late', async () => {
      const of = (id: string, more: Partial<OutcomeRecord>) =>
        outcomeRecordOf({ id, workload: 'sums', currency: 'EUR', ...more });
      await store.append(
        [
          of('s-1', { value: '0.1', at: '2026-11-02T00:00:00Z' }),
          of('s-2', { value: '0.2', at: '2026-11-02T23:00:00Z' }),
          of('s-3', { value: '-5', at: '2026-11-03T00:00:00Z', class: 'strategic' }),
          of('s-4', { value: '9', success: false, at: '2026-11-03T00:00:00Z' }),
        ],
        told,
      );
      await store.append(
        [of('s-5', { outcome: 'upsell', at: '2026-11-08T12:00:00Z', sandbox: true })],
        new Date('2026-12-02T00:00:00Z'),
      );
      expect(
        (await sums(['bucket'], { workload: 'sums', interval: 'day' })).map(({ group, value, outcomes }) => [
          group.bucket,
          value,
          outcomes,
        ]),
      ).toEqual([
        ['2026-11-02T00:00:00.000Z', '0.3', 2],
        ['2026-11-03T00:00:00.000Z', '-5', 2],
      ]);
      expect(
        (await sums(['class', 'currency'], { workload: 'sums' })).map(({ group, successes, valued }) => [
          group,
          successes,
          valued,
        ]),
      ).toEqual([
        [{ class: 'measurable', currency: 'EUR' }, 2, 2],
        [{ class: 'strategic', currency: 'EUR' }, 1, 1],
      ]);
      expect(
        await sums(['outcome'], { workload: 'sums', outcome: 'upsell', sandbox: 'include' }),
      ).toMatchObject([{ outcomes: 1, late: 0, valued: 0, value: '0' }]);
      await expect(
        store.sums({ ...NOVEMBER, timeZone: 'UTC', sandbox: 'exclude', by: ['bucket'] }),
      ).rejects.toThrow();
    });

    it('come in pages, none twice', async () => {
      const many = Array.from({ length: 25 }, (_, i) =>
        outcomeRecordOf({ id: `p-${i}`, workload: 'pages', at: `2026-11-0${1 + (i % 5)}T00:00:00Z` }),
      );
      await store.append(many, told);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await store.list({
          ...NOVEMBER,
          workload: 'pages',
          sandbox: 'exclude',
          limit: 10,
          ...(cursor === null ? {} : { cursor }),
        });
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(seen).toHaveLength(25);
      expect(new Set(seen).size).toBe(25);
    });
  });
}
