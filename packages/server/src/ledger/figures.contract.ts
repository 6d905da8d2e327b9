import { BudgetReplay } from '@weir/core/economics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerStore, ReplayedCall } from './port.ts';
import { callOf, chargeOf } from './testing/facts.ts';

const range = { since: new Date('2026-10-24T22:00:00Z'), until: new Date('2026-10-27T23:00:00Z') };
const PICO = 1_000_000_000_000n;
const whole = { workload: 'bot', team: 'care' };

/** What every ledger backend must do when budgets are shown and tried out, and for alerts. */
export function describeBudgetFigures(name: string, open: () => Promise<LedgerStore>): void {
  describe(`figures of budgets: ${name}`, () => {
    let store: LedgerStore;
    const call = (call_id: string, at: string, cost: string, more: Parameters<typeof callOf>[0] = {}) =>
      callOf({
        call_id,
        started_at: `2026-10-${at}Z`,
        ended_at: `2026-10-${at}Z`,
        tags: whole,
        charges: [chargeOf({ effective_cost: cost })],
        ...more,
      });
    beforeAll(async () => {
      store = await open();
      const azure = {
        provider: 'azure',
        model: 'gpt',
        started_at: range.since.toISOString(),
        duration_ms: 1,
      };
      await store.append({
        token: 'figures',
        calls: [
          call('before', '24T21:59:59.999999', '100'),
          call('a', '24T22:00:00', '1'),
          call('b', '25T22:59:59.999999', '2'),
          call('c', '25T23:00:00', '4', { tags: { workload: 'crawler' } }),
          call('d', '26T10:30:00', '8'),
          call('e', '26T10:30:00', '16', {
            attempts: [{ ...azure, attempt: 1 }],
            tags: { workload: 'tool' },
          }),
          call('f', '26T10:31:00', '0', { status: 'refused', error_code: 'rate_limited', charges: [] }),
          call('after', '27T23:00:00', '100'),
        ],
      });
    });
    afterAll(() => store.close());

    it('burn down by the days of the zone, across the change to winter time', async () => {
      const points = await store.burnDown({
        ...range,
        scope: {},
        interval: 'day',
        timeZone: 'Europe/Berlin',
      });
      expect(points.map(({ at, settled }) => [at.toISOString(), settled / PICO])).toEqual([
        ['2026-10-25T23:00:00.000Z', 3n],
        ['2026-10-26T23:00:00.000Z', 31n],
        ['2026-10-27T23:00:00.000Z', 31n],
      ]);
    });

    it('burn down by hours and minutes from where the period began, to where it is now', async () => {
      const since = new Date('2026-10-26T09:45:00Z');
      const until = new Date('2026-10-26T11:15:30Z');
      const ask = { since, until, scope: { team: 'care' }, timeZone: 'Asia/Kathmandu' };
      const hours = await store.burnDown({ ...ask, interval: 'hour' });
      expect(hours.map(({ at, settled }) => [at.toISOString().slice(11, 19), settled / PICO])).toEqual([
        ['10:45:00', 8n],
        ['11:15:30', 8n],
      ]);
      const minutes = await store.burnDown({ ...ask, interval: 'minute' });
      expect(minutes).toHaveLength(91);
      expect(minutes.findIndex(({ settled }) => settled > 0n)).toBe(45);
      const days = await store.burnDown({ ...ask, interval: 'day', since: range.since, until: range.until });
      expect(days.map(({ at, settled }) => [at.toISOString(), settled / PICO]).slice(0, 2)).toEqual([
        ['2026-10-25T18:15:00.000Z', 1n],
        ['2026-10-26T18:15:00.000Z', 11n],
      ]);
      await expect(store.burnDown({ ...ask, ...range, interval: 'minute' })).resolves.toHaveLength(4_380);
      const years = { since: new Date(0), until: range.until };
      await expect(store.burnDown({ ...ask, ...years, interval: 'minute' })).rejects.toThrow('intervals');
    });

    it('say who consumes it, whoever billed, and fold the rest', async () => {
      const by = async (scope: Record<string, string>, limit: number) =>
        store.consumers({ ...range, scope, limit });
      expect(await by({}, 2)).toEqual({
        workloads: [
          { workload: 'tool', cost: 16n * PICO, calls: 1 },
          { workload: 'bot', cost: 11n * PICO, calls: 4 },
        ],
        others: { workloads: 1, cost: 4n * PICO, calls: 1 },
        total: { cost: 31n * PICO, calls: 6 },
      });
      expect(await by({ model: 'azure/gpt' }, 5)).toEqual({
        workloads: [{ workload: 'tool', cost: 16n * PICO, calls: 1 }],
        total: { cost: 16n * PICO, calls: 1 },
      });
      expect(await by({ workload: 'nobody' }, 5)).toEqual({ workloads: [], total: { cost: 0n, calls: 0 } });
    });

    it('replay what happened, in order, as if a budget had been there', async () => {
      const replayed = async (scope: Record<string, string>) => {
        const calls: ReplayedCall[] = [];
        for await (const page of store.replay({ ...range, scope })) calls.push(...page);
        return calls.map(({ at, workload, cost }) => [new Date(at).toISOString(), workload, cost / PICO]);
      };
      expect(await replayed({})).toEqual([
        ['2026-10-24T22:00:00.000Z', 'bot', 1n],
        ['2026-10-25T22:59:59.999Z', 'bot', 2n],
        ['2026-10-25T23:00:00.000Z', 'crawler', 4n],
        ['2026-10-26T10:30:00.000Z', 'bot', 8n],
        ['2026-10-26T10:30:00.000Z', 'tool', 16n],
      ]);
      expect(await replayed({ provider: 'azure' })).toEqual([['2026-10-26T10:30:00.000Z', 'tool', 16n]]);
      const whatIf = new BudgetReplay({ amount: 10n * PICO, periodAt: () => ({ start: 0, end: 8.64e15 }) });
      for await (const page of store.replay({ ...range, scope: {} }))
        for (const one of page) whatIf.take(one);
      expect(whatIf.result()).toMatchObject({ calls: 5, blockedCalls: 2, blockedCost: 24n * PICO });
    });

    it('replay more calls than a page holds without gap or repeat', async () => {
      const calls = Array.from({ length: 51_000 }, (_, i) =>
        callOf({
          call_id: `many-${String(i).padStart(6, '0')}`,
          started_at: `2025-03-01T00:00:${String(i % 7).padStart(2, '0')}Z`,
          charges: [chargeOf({ effective_cost: `0.0000000${String(i).padStart(5, '0')}` })],
        }),
      );
      for (let i = 0; i < calls.length; i += 17_000) {
        await store.append({ token: `many-${i}`, calls: calls.slice(i, i + 17_000) });
      }
      const march = { since: new Date('2025-03-01T00:00:00Z'), until: new Date('2025-04-01T00:00:00Z') };
      for (const scope of [{}, { provider: 'openai' }] as Record<string, string>[]) {
        let sum = 0n;
        let count = 0;
        let last = 0;
        let ordered = true;
        for await (const page of store.replay({ ...march, scope })) {
          for (const { at, cost } of page) {
            ordered &&= at >= last;
            last = at;
            sum += cost;
            count++;
          }
        }
        expect([count, sum, ordered]).toEqual([51_000, (50_999n * 51_000n) / 2n, true]);
      }
    });

    it('tell what each workload did in the last minutes', async () => {
      const last = { since: new Date('2026-10-26T10:30:00Z'), until: new Date('2026-10-26T10:35:00Z') };
      expect(await store.activity(last)).toEqual([
        { workload: 'bot', calls: 2, errors: 0, rate_limited: 1, cost: 8n * PICO },
        { workload: 'tool', calls: 1, errors: 0, rate_limited: 0, cost: 16n * PICO },
      ]);
    });
  });
}
