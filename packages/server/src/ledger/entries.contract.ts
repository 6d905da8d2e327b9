import type { CallFact } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CostQuery } from './port.ts';
import type { ChargeSum, Ledger, LedgerCharge } from './statement-port.ts';
import { callOf, chargeOf } from './testing/facts.ts';

const MAY = { since: new Date('2026-05-01T00:00:00Z'), until: new Date('2026-06-01T00:00:00Z') };
const BASE: Omit<CostQuery, 'by'> = { ...MAY, timeZone: 'UTC', sandbox: 'include', filter: {} };

const CALL = callOf({
  call_id: 'c-1',
  started_at: '2026-05-03T10:00:00.000000Z',
  ended_at: '2026-05-03T10:00:02.000000Z',
  region: 'eu-west-1',
  tags: { workload: 'bot', team: 'care', user: 'u', tier: 'batch' },
});
const { ttft_ms: _, finish_reason: __, ...PLAIN } = callOf();
/** 523 calls that a provider told in one sum. */
const USAGE: CallFact = {
  ...PLAIN,
  call_id: 'e-usage',
  source: 'source',
  started_at: '2026-05-04T00:00:00.000000Z',
  ended_at: '2026-05-04T00:00:00.000000Z',
  tags: { workload: 'shadow', user: 'u' },
  usage: {},
  attempts: [],
  charges: [
    chargeOf({
      quantity: '1000000',
      effective_cost: '2.500000000000',
      list_cost: '2.500000000000',
      contracted_cost: '2.500000000000',
    }),
    chargeOf({
      unit: 'cache_read_tokens',
      quantity: '400000',
      effective_cost: '0.500000000000',
      list_cost: '0.500000000000',
      contracted_cost: '0.500000000000',
    }),
  ],
  cost: '3.000000000000',
  entry: {
    kind: 'usage',
    calls: 523,
    booked_at: '2026-05-05T00:00:00.000000Z',
    reason: 'What OpenAI told of 4 May.',
    source_line: 'openai/abc',
    invoice: 'INV-1',
  },
};
/** The provider said less later. */
const REVISION: CallFact = {
  ...USAGE,
  call_id: 'e-revision',
  charges: [
    chargeOf({
      quantity: '-100000',
      effective_cost: '-0.250000000000',
      list_cost: '-0.250000000000',
      contracted_cost: '-0.250000000000',
    }),
  ],
  cost: '-0.250000000000',
  entry: {
    kind: 'revision',
    calls: 0,
    booked_at: '2026-06-02T08:00:00.000000Z',
    proposal: 'prop_1',
    corrects: 'e-usage',
    reason: 'Restated.',
  },
};

/** What every ledger backend must do with records that are no single call, and with months that are closed. */
export function describeEntries(
  name: string,
  open: (isClosed: (at: Date) => boolean) => Promise<Ledger>,
): void {
  describe(`entries: ${name}`, () => {
    let store: Ledger;
    let closedBefore = 0;
    beforeAll(async () => {
      store = await open((at) => at.getTime() < closedBefore);
      await store.append({ token: 'first', calls: [CALL, USAGE] });
      closedBefore = Date.parse('2026-06-01T00:00:00Z');
      await store.append({ token: 'second', calls: [REVISION] });
    });
    afterAll(() => store.close());

    it('come back exactly as they were booked, with the class the ledger gave them', async () => {
      expect(await store.call('c-1')).toEqual(CALL);
      expect(await store.call('e-usage')).toEqual(USAGE);
      expect(await store.call('e-revision')).toEqual({ ...REVISION, class: 'correction' });
    });

    it.each(['rollup', 'detail'] as const)('count as many calls as they stand for, from %s', async (from) => {
      const filter: Record<string, string[]> = from === 'detail' ? { user: ['u'] } : {};
      const ask = async (by: string[]) => store.costs({ ...BASE, filter, by });
      const report = await ask(['workload']);
      expect(report.answered_from).toBe(from);
      expect(report.total).toMatchObject({
        calls: 524,
        cost: '2.750650000000',
        // 100 of the call, 1,400,000 and -100,000 of the entries, cached ones included
        input_tokens: 1_300_100,
        cache_read_tokens: 400_000,
      });
      const kinds = await ask(['entry', 'class']);
      expect(
        kinds.rows.map(({ group, calls, cost }) => [group['entry'], group['class'], calls, cost]),
      ).toEqual([
        ['usage', '', 523, '3.000000000000'],
        ['', '', 1, '0.000650000000'],
        ['revision', 'correction', 0, '-0.250000000000'],
      ]);
      const units = await ask(['unit']);
      expect(units.total.cost).toBe(report.total.cost);
      expect(
        units.rows.map(({ group, calls, input_tokens }) => [group['unit'], calls, input_tokens]),
      ).toEqual([
        ['input_tokens', 524, 900_100],
        ['cache_read_tokens', 523, 400_000],
        ['output_tokens', 1, 0],
      ]);
      const closed = await store.costs({ ...BASE, filter: { ...filter, class: [''] }, by: [] });
      expect(closed.total.cost).toBe('3.000650000000');
      const regions = await ask(['region']);
      expect(regions.rows.map(({ group }) => group['region'])).toEqual(['', 'eu-west-1']);
    });

    it('are marked in the list of calls, and left out of it when asked', async () => {
      const list = async (filter: Record<string, string[]>) =>
        (await store.calls({ ...MAY, filter, limit: 10 })).data;
      expect((await list({})).map(({ call_id, entry }) => [call_id, entry?.kind])).toEqual([
        ['e-usage', 'usage'],
        ['e-revision', 'revision'],
        ['c-1', undefined],
      ]);
      expect((await list({ entry: [''] })).map(({ call_id }) => call_id)).toEqual(['c-1']);
      expect((await list({ class: ['correction'] })).map(({ call_id }) => call_id)).toEqual(['e-revision']);
    });

    it('are money of budgets, and no calls of a what-if', async () => {
      const [all, provider] = await store.spend([
        { since: MAY.since, until: MAY.until, scope: {}, after: {} },
        { since: MAY.since, until: MAY.until, scope: { provider: 'openai' }, after: {} },
      ]);
      expect([all, provider]).toEqual([2_750_650_000_000n, 2_750_650_000_000n]);
      const scopes: Record<string, string>[] = [{}, { provider: 'openai' }];
      for (const scope of scopes) {
        expect((await store.consumers({ ...MAY, scope, limit: 5 })).total.calls).toBe(524);
        let replayed = 0;
        for await (const page of store.replay({ ...MAY, scope })) replayed += page.length;
        expect(replayed).toBe(1);
      }
      expect(await store.totals()).toMatchObject({ calls: 524, charges: 5 });
      expect(await store.activity({ since: MAY.since, until: MAY.until })).toMatchObject([
        { workload: 'bot' },
      ]);
    });

    it('keep the class that their calls landed with when charges come later', async () => {
      const late = callOf({ call_id: 'late-1', started_at: '2026-05-20T00:00:00Z' });
      closedBefore = 0;
      await store.append({ token: 'torn', calls: [late] });
      closedBefore = Date.parse('2026-06-01T00:00:00Z');
      await store.append({ token: 'torn again', calls: [{ ...late, call_id: 'late-2' }] });
      expect((await store.call('late-1'))?.class).toBeUndefined();
      expect((await store.call('late-2'))?.class).toBe('correction');
    });

    it('are read charge by charge, with what is needed to correct them', async () => {
      const read = async (query: Partial<Parameters<Ledger['charges']>[0]>) => {
        const all: LedgerCharge[] = [];
        const range = { since: MAY.since, until: new Date('2026-05-10T00:00:00Z') };
        for await (const page of store.charges({ ...range, ...query })) all.push(...page);
        return all;
      };
      const all = await read({});
      expect(all.map(({ call_id, position }) => `${call_id} ${position}`)).toEqual([
        'c-1 0',
        'c-1 1',
        'e-revision 0',
        'e-usage 0',
        'e-usage 1',
      ]);
      expect(all[0]).toEqual({
        ...CALL.charges[0],
        call_id: 'c-1',
        started_at: CALL.started_at,
        position: 0,
        billed_provider: 'openai',
        billed_model: 'gpt-4o',
        source: 'gateway',
        tags: CALL.tags,
        tier: 'batch',
        region: 'eu-west-1',
        key: 'key_1',
      });
      const { reason: ___, ...entry } = REVISION.entry ?? { reason: '' };
      expect(all[2]).toMatchObject({ quantity: '-100000', class: 'correction', entry });
      expect(await read({ entries: 'exclude' })).toHaveLength(2);
      expect(await read({ provider: 'azure' })).toEqual([]);
      expect(await read({ model: 'gpt-4o', filter: { workload: ['bot'] } })).toHaveLength(2);
    });

    it('sum by day, model and unit as those need who compare it with a bill', async () => {
      const range = { since: MAY.since, until: new Date('2026-05-10T00:00:00Z') };
      const sums = await store.chargeSums({
        ...range,
        timeZone: 'UTC',
        by: ['day', 'model', 'unit', 'invoice'],
      });
      const sum = (day: string, unit: string, invoice: string, rest: Omit<ChargeSum, 'group'>) => ({
        group: { day, model: 'gpt-4o', unit, invoice },
        ...rest,
      });
      const cost = (amount: string) => ({ list_cost: amount, contracted_cost: amount, cost: amount });
      expect(sums).toEqual([
        sum('2026-05-03', 'input_tokens', '', {
          charges: 1,
          requests: 1,
          quantity: '100',
          ...cost('0.000250000000'),
        }),
        sum('2026-05-03', 'output_tokens', '', {
          charges: 1,
          requests: 1,
          quantity: '40',
          ...cost('0.000400000000'),
        }),
        sum('2026-05-04', 'cache_read_tokens', 'INV-1', {
          charges: 1,
          requests: 523,
          quantity: '400000',
          ...cost('0.500000000000'),
        }),
        sum('2026-05-04', 'input_tokens', '', {
          charges: 1,
          requests: 0,
          quantity: '-100000',
          ...cost('-0.250000000000'),
        }),
        sum('2026-05-04', 'input_tokens', 'INV-1', {
          charges: 1,
          requests: 523,
          quantity: '1000000',
          ...cost('2.500000000000'),
        }),
      ]);
      const [month] = await store.chargeSums({ ...range, timeZone: 'Europe/Berlin', by: ['month', 'tier'] });
      expect(month?.group).toEqual({ month: '2026-05', tier: '' });
    });
  });
}
