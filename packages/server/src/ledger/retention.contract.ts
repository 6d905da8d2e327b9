import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from './statement-port.ts';
import { callOf, chargeOf } from './testing/facts.ts';

const NOW = new Date('2026-11-22T00:00:00Z');
const YEAR = { since: new Date('2026-01-01T00:00:00Z'), until: new Date('2027-01-01T00:00:00Z') };
const BASE = { ...YEAR, filter: {}, timeZone: 'UTC', sandbox: 'include' as const };
const MONTHS = ['01', '02', '03', '10'];

/** What every ledger backend must do when old detail is dropped. */
export function describeRetention(
  name: string,
  open: (isClosed: (at: Date) => boolean) => Promise<Ledger>,
): void {
  describe(`retention: ${name}`, () => {
    let store: Ledger;
    let closedBefore = 0;
    const call = (id: string, at: string) =>
      callOf({
        call_id: id,
        started_at: `2026-${at}Z`,
        ended_at: `2026-${at}Z`,
        tags: { workload: 'bot', user: 'u' },
        charges: [chargeOf({ effective_cost: '1' })],
      });
    beforeAll(async () => {
      store = await open((at) => at.getTime() < closedBefore);
      const calls = MONTHS.flatMap((month) => [
        call(`${month}-a`, `${month}-10T10:20:00`),
        call(`${month}-b`, `${month}-10T10:50:00`),
      ]);
      await store.append({ token: 'months', calls });
    });
    afterAll(() => store.close());

    it('drops nothing of a month whose books are open, and says why', async () => {
      expect(await store.applyRetention({ detailDays: 90 }, NOW)).toEqual({
        dropped: [],
        kept: [{ tier: 'detail', month: '2026-01', reason: 'its books are not closed' }],
      });
      await expect(store.applyRetention({ detailDays: 90, hourlyDays: 30 }, NOW)).rejects.toThrow(
        'no shorter',
      );
    });

    it('drops closed months of detail, and answers from sums what it can, saying so', async () => {
      closedBefore = Date.parse('2026-03-01T00:00:00Z');
      const outcome = await store.applyRetention({ detailDays: 90 }, NOW);
      expect(outcome.dropped.map(({ month }) => month)).toEqual(['2026-01', '2026-02']);
      expect(outcome.kept).toEqual([
        { tier: 'detail', month: '2026-03', reason: 'its books are not closed' },
      ]);
      expect(await store.call('01-a')).toBeUndefined();
      expect(await store.call('03-a')).toBeDefined();
      const year = await store.costs({ ...BASE, by: ['workload'] });
      expect(year.total).toMatchObject({ calls: 8, cost: '8.000000000000' });
      expect(year.retained).toBeUndefined();
      const since = new Date('2026-02-10T10:30:00Z');
      const ragged = await store.costs({ ...BASE, since, by: ['workload'] });
      expect(ragged.total.calls).toBe(6);
      expect(ragged.retained).toEqual({ before: '2026-03-01T00:00:00.000Z', effect: 'widened_to_hour' });
      const users = await store.costs({ ...BASE, by: ['user'] });
      expect(users.total.calls).toBe(4);
      expect(users.retained).toEqual({ before: '2026-03-01T00:00:00.000Z', effect: 'left_out' });
      const none = { 'gw-9': 1 };
      const scopes: Record<string, string>[] = [{}, { provider: 'openai' }, { workload: 'bot' }];
      const asks = scopes.map((scope) => ({ since: YEAR.since, scope, after: none }));
      expect(await store.spend(asks)).toEqual(scopes.map(() => 8_000_000_000_000n));
    });

    it('does not answer charge by charge for a time that is dropped: what is not there would pass for nothing', async () => {
      const march = new Date('2026-03-01T00:00:00Z');
      expect(await store.detailSince()).toEqual(march);
      await expect(store.chargeSums({ ...YEAR, timeZone: 'UTC', by: [] })).rejects.toThrow('were dropped');
      await expect(store.charges(YEAR)[Symbol.asyncIterator]().next()).rejects.toThrow('were dropped');
      const kept = await store.chargeSums({ ...YEAR, since: march, timeZone: 'UTC', by: [] });
      expect(kept).toMatchObject([{ charges: 4 }]);
    });

    it('keeps what something is still worked out from', async () => {
      closedBefore = Date.parse('2026-04-01T00:00:00Z');
      const neededSince = new Date('2026-03-15T00:00:00Z');
      const { dropped, kept } = await store.applyRetention({ detailDays: 90, force: true, neededSince }, NOW);
      expect(dropped).toEqual([]);
      expect(kept).toMatchObject([{ month: '2026-03', reason: expect.stringContaining('agreement') }]);
      closedBefore = Date.parse('2026-03-01T00:00:00Z');
    });

    it('keeps sums right that a late call adds to, and drops the call itself next time', async () => {
      await store.append({ token: 'late', calls: [call('late', '01-11T00:00:00')] });
      expect((await store.costs({ ...BASE, by: ['workload'] })).total.calls).toBe(9);
      const { dropped } = await store.applyRetention({ detailDays: 90 }, NOW);
      expect(dropped).toEqual([{ tier: 'detail', month: '2026-01' }]);
      expect((await store.costs({ ...BASE, by: ['workload'] })).total.calls).toBe(9);
    });

    it('drops hours and then days, the months themselves too where it is forced', async () => {
      const policy = { detailDays: 90, hourlyDays: 200, dailyDays: 300, force: true };
      const { dropped } = await store.applyRetention(policy, NOW);
      expect(dropped).toEqual([
        { tier: 'detail', month: '2026-03' },
        { tier: 'hourly', month: '2026-01' },
        { tier: 'hourly', month: '2026-02' },
        { tier: 'hourly', month: '2026-03' },
      ]);
      const since = new Date('2026-03-10T11:00:00Z');
      const report = await store.costs({ ...BASE, since, by: ['workload'] });
      expect(report.total.calls).toBe(4);
      expect(report.retained?.effect).toBe('widened_to_day');
      expect((await store.costs({ ...BASE, by: ['unit'] })).total.cost).toBe('9.000000000000');
    });
  });
}
