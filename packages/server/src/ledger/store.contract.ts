import type { CallFact } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CostQuery, LedgerStore } from './port.ts';
import { BatchRejected } from './rejection.ts';
import { callOf, chargeOf, furtherFields } from './testing/facts.ts';

const DAY: Pick<CostQuery, 'since' | 'until' | 'timeZone' | 'sandbox' | 'filter'> = {
  since: new Date('2026-11-01T00:00:00Z'),
  until: new Date('2026-12-01T00:00:00Z'),
  timeZone: 'UTC',
  sandbox: 'include',
  filter: {},
};

/** What every ledger backend must do. `open` gives a fresh, empty, migrated store. */
export function describeLedgerStore(name: string, open: () => Promise<LedgerStore>): void {
  describe(`ledger store: ${name}`, () => {
    let store: LedgerStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('answers an empty ledger with zeros', async () => {
      const report = await store.costs({ ...DAY, by: ['workload'] });
      expect(report.rows).toEqual([]);
      expect(report.total).toMatchObject({ calls: 0, cost: '0.000000000000' });
      expect(await store.totals()).toEqual({ calls: 0, charges: 0, hasReal: false });
    });

    it('does not take refused calls for real traffic', async () => {
      const refused = callOf({ call_id: 'refused-1', status: 'refused', charges: [], attempts: [] });
      await store.append({ token: 'refused', calls: [refused] });
      expect(await store.totals()).toMatchObject({ calls: 1, hasReal: false });
    });

    it('does not take shares of cost items for real traffic', async () => {
      const share = callOf({
        call_id: 'share-1',
        source: 'books',
        entry: { kind: 'allocation', calls: 0, booked_at: '2026-10-02T01:00:00.000000Z', reason: 'licences' },
        started_at: '2026-10-01T12:00:00.000000Z',
        attempts: [],
        charges: [chargeOf({ category: 'seats', effective_cost: '3' })],
      });
      await store.append({ token: 'share', calls: [share] });
      expect(await store.totals()).toMatchObject({ hasReal: false });
    });

    it('returns a call exactly as it was given', async () => {
      const fact = callOf({ call_id: 'exact-1', started_at: '2026-10-02T00:00:00.000001Z' });
      await store.append({ token: 'exact', calls: [fact] });
      expect(await store.call('exact-1')).toEqual(fact);
      expect(await store.call('nobody')).toBeUndefined();
    });

    it('returns what only some calls have, and leaves it absent on the others', async () => {
      const charges = [chargeOf({ category: 'evaluation', effective_cost: '0.1' })];
      const [attempt] = callOf().attempts;
      const attempts = attempt === undefined ? [] : [{ ...attempt, superseded_by: 'escalation:refusal' }];
      const at = '2026-10-02T00:00:00.000002Z';
      const fact = callOf({
        call_id: 'further-1',
        started_at: at,
        ...furtherFields(),
        charges,
        attempts,
        cost: '0.100000000000',
      });
      await store.append({
        token: 'further',
        calls: [fact, callOf({ call_id: 'further-2', started_at: at })],
      });
      const expected = {
        ...fact,
        charges: charges.map((charge) => ({
          ...charge,
          list_cost: '0.100000000000',
          contracted_cost: '0.100000000000',
          effective_cost: '0.100000000000',
        })),
      };
      expect(await store.call('further-1')).toEqual(expected);
      expect(Object.keys((await store.call('further-2')) ?? {})).not.toContain('purpose');
      const range = { since: new Date('2026-10-02T00:00:00Z'), until: new Date('2026-10-03T00:00:00Z') };
      const { data } = await store.calls({ ...range, filter: { purpose: ['evaluation'] }, limit: 9 });
      expect(data).toMatchObject([{ call_id: 'further-1', cache: 'hit', data_class: 'internal' }]);
      expect(data[0]).not.toHaveProperty('routing');
    });

    it.each(['rollup', 'detail'] as const)(
      'counts evaluation and cached calls beside those of production, from %s',
      async (from) => {
        const user: Record<string, string[]> = from === 'detail' ? { user: ['u'] } : {};
        const month = from === 'detail' ? '04' : '03';
        const at = `2026-${month}-02T10:00:00Z`;
        const tags = { workload: 'w', user: 'u' };
        const base = { started_at: at, tags };
        const unit = { list_unit_price: '2', contracted_unit_price: '2' };
        const cached = [
          chargeOf({ ...unit, effective_cost: '0.0002' }),
          // 1,000,000 read at 0.5 instead of 2 and 1,000,000 written at 2.5 instead of 2
          chargeOf({
            unit: 'cache_read_tokens',
            quantity: '1000000',
            contracted_unit_price: '0.5',
            effective_cost: '0.5',
          }),
          chargeOf({ unit: 'cache_write_5m_tokens', quantity: '1000000', effective_cost: '2.5' }),
        ];
        await store.append({
          token: `purpose-${from}`,
          calls: [
            callOf({ ...base, call_id: `${from}-1`, cache: 'miss', charges: cached }),
            callOf({ ...base, call_id: `${from}-2`, cache: 'hit', avoided_cost: '0.7', charges: [] }),
            callOf({ ...base, call_id: `${from}-3`, cache: 'bypass', charges: [] }),
            callOf({
              ...base,
              call_id: `${from}-4`,
              purpose: 'evaluation',
              status: 'upstream_error',
              charges: [chargeOf({ category: 'evaluation', effective_cost: '0.3' })],
            }),
          ],
        });
        const range = {
          since: new Date(`2026-${month}-01T00:00:00Z`),
          until: new Date(`2026-${month}-28T00:00:00Z`),
        };
        const report = await store.costs({ ...DAY, ...range, by: ['workload'], filter: user });
        expect(report.answered_from).toBe(from);
        expect(report.total).toMatchObject({
          calls: 3,
          errors: 0,
          cost: '3.300200000000',
          evaluation_calls: 1,
          evaluation_cost: '0.300000000000',
          cache_hits: 1,
          cache_lookups: 2,
          avoided_cost: '0.700000000000',
          prompt_cache_saving: '1.000000000000',
        });
        expect(report.rows[0]).toMatchObject({ group: { workload: 'w' }, ...report.total });
        const purposes = await store.costs({ ...DAY, ...range, by: ['purpose', 'cache'], filter: user });
        expect(
          purposes.rows.map(({ group, calls, evaluation_calls }) => [group, calls, evaluation_calls]),
        ).toEqual([
          [{ purpose: '', cache: 'miss' }, 1, 0],
          [{ purpose: 'evaluation', cache: '' }, 0, 1],
          [{ purpose: '', cache: 'bypass' }, 1, 0],
          [{ purpose: '', cache: 'hit' }, 1, 0],
        ]);
        const categories = await store.costs({ ...DAY, ...range, by: ['category'], filter: user });
        expect(categories.rows).toMatchObject([
          {
            group: { category: 'model_usage' },
            calls: 1,
            cost: '3.000200000000',
            cache_write_tokens: 1_000_000,
          },
          {
            group: { category: 'evaluation' },
            calls: 0,
            evaluation_calls: 1,
            evaluation_cost: '0.300000000000',
          },
        ]);
      },
    );

    it('keeps text of every script, quotes and line ends, and repairs half a character', async () => {
      const tags = { workload: `w'"\\\n\t\u0000 – 漢字 🦦`, 'odd name\'"': '\u2028' };
      await store.append({ token: 'text', calls: [callOf({ call_id: 'text-1', tags, tag_sources: {} })] });
      expect((await store.call('text-1'))?.tags).toEqual(tags);
      const cut = { ...callOf({ call_id: 'text-2' }), finish_reason: 'x\ud83e' };
      await store.append({ token: 'text2', calls: [cut] });
      expect((await store.call('text-2'))?.finish_reason).toBe('x\ufffd');
    });

    it('lands a batch once however often it is delivered, rollups included', async () => {
      const calls = [1, 2, 3].map((i) =>
        callOf({ call_id: `once-${i}`, started_at: `2026-09-02T1${i}:00:00.000000Z` }),
      );
      const range = { since: new Date('2026-09-01T00:00:00Z'), until: new Date('2026-10-01T00:00:00Z') };
      for (let i = 0; i < 3; i++) await store.append({ token: 'once', calls });
      const rollup = await store.costs({ ...DAY, ...range, by: ['model'] });
      const detail = await store.costs({ ...DAY, ...range, by: ['user'] });
      const units = await store.costs({ ...DAY, ...range, by: ['unit'] });
      expect(rollup.answered_from).toBe('rollup');
      expect(detail.answered_from).toBe('detail');
      for (const report of [rollup, detail]) {
        expect(report.total).toMatchObject({ calls: 3, cost: '0.001950000000', input_tokens: 300 });
      }
      expect(units.rows.map((row) => [row.group['unit'], row.calls, row.cost])).toEqual([
        ['output_tokens', 3, '0.001200000000'],
        ['input_tokens', 3, '0.000750000000'],
      ]);
    });

    it('rejects what does not fit before anything of the batch is written', async () => {
      const good = callOf({ call_id: 'half-good' });
      const bad = callOf({ call_id: 'half-bad', cost: '1.000000000000' });
      const failure = await store.append({ token: 'half', calls: [good, bad] }).catch((error) => error);
      expect(failure).toBeInstanceOf(BatchRejected);
      expect(failure.rejected).toEqual([
        { call_id: 'half-bad', reason: 'cost is 1.000000000000, but its charges sum to 0.000650000000' },
      ]);
      expect(await store.existing(['half-good', 'half-bad'])).toEqual(new Set());
    });

    it.each<[string, Partial<CallFact>]>([
      ['no time', { started_at: 'yesterday' }],
      ['a status beyond its column', { http_status: 70_000 }],
      ['a fraction of a byte', { request_bytes: 1.5 }],
      ['an amount with 13 decimals', { charges: [chargeOf({ list_cost: '0.0000000000001' })] }],
      ['usage that is no number', { usage: { input_tokens: Number.NaN } }],
    ])('rejects a call with %s and says why', async (_, overrides) => {
      const failure = await store
        .append({ token: 'bad', calls: [callOf({ call_id: 'bad', ...overrides })] })
        .catch((error) => error);
      expect(failure).toBeInstanceOf(BatchRejected);
      expect(failure.rejected[0].reason).toContain(' is ');
    });

    it('pages through calls of the same instant without gap or repeat, while more arrive', async () => {
      const at = '2026-08-05T10:00:00.000000Z';
      const ids = Array.from({ length: 25 }, (_, i) => `page-${String(i).padStart(2, '0')}`);
      await store.append({ token: 'page', calls: ids.map((id) => callOf({ call_id: id, started_at: at })) });
      const range = { since: new Date('2026-08-01T00:00:00Z'), until: new Date('2026-09-01T00:00:00Z') };
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.calls({ ...range, filter: {}, limit: 10, ...(cursor ? { cursor } : {}) });
        seen.push(...page.data.map((call) => call.call_id));
        cursor = page.next_cursor ?? undefined;
        const late = callOf({
          call_id: `page-late-${seen.length}`,
          started_at: '2026-08-05T11:00:00.000000Z',
        });
        await store.append({ token: late.call_id, calls: [late] });
      } while (cursor !== undefined);
      expect(seen).toEqual(ids.reverse());
      await expect(store.calls({ ...range, filter: {}, limit: 1, cursor: 'zzz' })).rejects.toThrow('cursor');
    });

    it('filters by tag, custom tag, absence and unit; values are never part of the statement', async () => {
      const range = { since: new Date('2026-07-01T00:00:00Z'), until: new Date('2026-08-01T00:00:00Z') };
      const at = '2026-07-05T10:00:00.000000Z';
      const evil = `x') OR 1=1 --`;
      await store.append({
        token: 'filter',
        calls: [
          callOf({ call_id: 'f-1', started_at: at, tags: { workload: 'a', region: 'eu' } }),
          callOf({ call_id: 'f-2', started_at: at, tags: { workload: 'b' }, sandbox: true }),
          callOf({
            call_id: 'f-3',
            started_at: at,
            tags: { workload: evil },
            charges: [chargeOf({ unit: 'web_searches' })],
          }),
        ],
      });
      const ids = async (filter: Record<string, string[]>) =>
        (await store.calls({ ...range, filter, limit: 100 })).data.map((call) => call.call_id).sort();
      expect(await ids({ workload: ['a', 'b'] })).toEqual(['f-1', 'f-2']);
      expect(await ids({ 'tag.region': ['eu'] })).toEqual(['f-1']);
      expect(await ids({ 'tag.region': [''] })).toEqual(['f-2', 'f-3']);
      expect(await ids({ sandbox: ['true'] })).toEqual(['f-2']);
      expect(await ids({ unit: ['web_searches'] })).toEqual(['f-3']);
      expect(await ids({ workload: [evil] })).toEqual(['f-3']);
      await expect(ids({ 'workload; DROP TABLE calls': ['a'] })).rejects.toThrow('is not a dimension');
      const without = await store.costs({ ...DAY, ...range, by: ['workload'], sandbox: 'exclude' });
      expect(without.rows.map((row) => row.group['workload']).sort()).toEqual(['a', evil]);
      expect(await store.dimensionValues('workload', 'A', 10, range)).toEqual(['a']);
      expect(await store.dimensionValues('tag.region', '', 10, range)).toEqual(['eu']);
    });

    it('puts calls in the days of the zone, across the change to winter time', async () => {
      const range = { since: new Date('2026-10-24T22:00:00Z'), until: new Date('2026-10-26T23:00:00Z') };
      const calls = ['2026-10-24T22:30:00Z', '2026-10-25T22:30:00Z', '2026-10-25T23:30:00Z'].map((at, i) =>
        callOf({ call_id: `zone-${i}`, started_at: at }),
      );
      await store.append({ token: 'zone', calls });
      const days = async (timeZone: string) =>
        (await store.costs({ ...DAY, ...range, by: [], interval: 'day', timeZone })).rows.map((row) => [
          row.bucket,
          row.calls,
        ]);
      expect(await days('Europe/Berlin')).toEqual([
        ['2026-10-24T22:00:00.000Z', 2],
        ['2026-10-25T23:00:00.000Z', 1],
      ]);
      expect(await days('Asia/Kolkata')).toEqual([
        ['2026-10-24T18:30:00.000Z', 1],
        ['2026-10-25T18:30:00.000Z', 2],
      ]);
      await expect(days('Mars/Olympus')).rejects.toThrow('is not a time zone');
    });

    it('folds the tail into one row and still sums to the total', async () => {
      const range = { since: new Date('2026-06-01T00:00:00Z'), until: new Date('2026-07-01T00:00:00Z') };
      const calls = Array.from({ length: 9 }, (_, i) =>
        callOf({
          call_id: `tail-${i}`,
          started_at: `2026-06-0${(i % 3) + 1}T10:00:00Z`,
          tags: { workload: `w${i}` },
          charges: [chargeOf({ effective_cost: `0.00000000000${i + 1}` })],
        }),
      );
      await store.append({ token: 'tail', calls });
      const report = await store.costs({ ...DAY, ...range, by: ['workload'], limit: 2 });
      expect(report.rows.map((row) => [row.group['workload'], row.cost, row.folded ?? false])).toEqual([
        ['w8', '0.000000000009', false],
        ['w7', '0.000000000008', false],
        ['other', '0.000000000028', true],
      ]);
      expect(report.total).toMatchObject({ cost: '0.000000000045', calls: 9 });
    });
  });
}
