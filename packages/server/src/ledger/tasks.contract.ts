import type { CallFact } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerStore } from './port.ts';
import { callOf, chargeOf } from './testing/facts.ts';

const day = { since: new Date('2026-11-20T00:00:00Z'), until: new Date('2026-11-21T00:00:00Z') };

/** What every ledger backend must do with the calls of tasks. */
export function describeTasks(name: string, open: () => Promise<LedgerStore>): void {
  describe(`tasks: ${name}`, () => {
    let store: LedgerStore;
    const [attempt] = callOf().attempts;
    const step = (call_id: string, at: string, more: Partial<CallFact> = {}) =>
      callOf({
        call_id,
        started_at: `2026-11-${at}Z`,
        ended_at: `2026-11-${at}.5Z`,
        tags: { workload: 'agent', task: 'T-1', parent_task: 'T-0' },
        charges: [chargeOf({ effective_cost: '0.25' })],
        tool_calls: 2,
        tool_names: ['search', 'read'],
        ...more,
      });
    beforeAll(async () => {
      store = await open();
      const twice = attempt === undefined ? [] : [attempt, { ...attempt, attempt: 2 }];
      const task = (workload: string, id: string) => ({ tags: { workload, task: id } });
      await store.append({
        token: 'tasks',
        calls: [
          step('t-1', '19T23:59:00', { tool_names: ['search'] }),
          step('t-2', '20T00:01:00', { attempts: twice }),
          step('t-3', '20T00:02:00', { status: 'upstream_error', tool_calls: 0, tool_names: [] }),
          step('t-4', '20T00:02:30', { purpose: 'evaluation', status: 'upstream_error' }),
          step('t-5', '20T00:03:00', {
            status: 'refused',
            charges: [],
            attempts: [],
            tool_calls: 0,
            tool_names: [],
          }),
          step('u-1', '20T00:01:00', task('other', 'T-1')),
          step('u-2', '20T09:00:00', task('agent', 'T-2')),
          step('u-3', '20T10:00:00', { tags: { workload: 'agent' } }),
          ...Array.from({ length: 503 }, (_, i) => step(`l-${i}`, '18T00:00:00', task('agent', 'long'))),
        ],
      });
    });
    afterAll(() => store.close());

    it('lists them newest first, with the figures of all their calls', async () => {
      const { data, next_cursor } = await store.tasks({ ...day, limit: 10 });
      expect(next_cursor).toBeNull();
      expect(data.map(({ workload, task }) => [workload, task])).toEqual([
        ['agent', 'T-2'],
        ['other', 'T-1'],
        ['agent', 'T-1'],
      ]);
      expect(data[2]).toEqual({
        task: 'T-1',
        workload: 'agent',
        parent_task: 'T-0',
        started_at: '2026-11-19T23:59:00.000000Z',
        last_call_at: '2026-11-20T00:03:00.500000Z',
        steps: 3,
        tool_calls: 4,
        input_tokens: 400,
        output_tokens: 160,
        retries: 1,
        errors: 2,
        cost: '1.000000000000',
        currency: 'USD',
      });
      expect(data[0]).not.toHaveProperty('parent_task');
    });

    it('pages through them, of one workload or all, and refuses a cursor of somebody else', async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.tasks({ ...day, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.data.map(({ workload, task }) => `${workload}/${task}`));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(['agent/T-2', 'other/T-1', 'agent/T-1']);
      const { data } = await store.tasks({ ...day, limit: 5, workload: "other' OR 1=1 --" });
      expect(data).toEqual([]);
      for (const odd of ['zzz', Buffer.from('["1","a"]').toString('base64url')]) {
        await expect(store.tasks({ ...day, limit: 1, cursor: odd })).rejects.toThrow('cursor');
      }
    });

    it('shows one with its calls, oldest first, and the tools they called', async () => {
      const detail = await store.task('agent', 'T-1');
      expect(detail).toMatchObject({ steps: 3, cost: '1.000000000000', retries: 1, truncated: false });
      expect(detail?.tools).toEqual([
        { name: 'search', calls: 2 },
        { name: 'read', calls: 1 },
      ]);
      expect(detail?.calls.map((call) => [call.call_id, call.offset_ms, call.retries])).toEqual([
        ['t-1', 0, 0],
        ['t-2', 120_000, 1],
        ['t-3', 180_000, 0],
        ['t-4', 210_000, 0],
        ['t-5', 240_000, 0],
      ]);
      expect(detail?.calls[0]).toMatchObject({ tool_names: ['search'], status: 'ok', duration_ms: 1376.544 });
      expect(await store.task('agent', 'nobody')).toBeUndefined();
    });

    it('sums what limits count of many tasks: calls that were made, without copies for evaluation', async () => {
      const [none, first, long] = await store.taskSums([
        { workload: 'other', task: 'T-2' },
        { workload: 'agent', task: 'T-1' },
        { workload: 'agent', task: 'long' },
      ]);
      expect(none).toBeUndefined();
      expect(first).toMatchObject({
        startedAt: Date.parse('2026-11-19T23:59:00Z'),
        parentTask: 'T-0',
        steps: 3,
        toolCalls: 4,
        retries: 1,
        cost: 750_000_000_000n,
      });
      expect(first?.tokens).toBeGreaterThan(0);
      expect(long).toMatchObject({ parentTask: undefined, steps: 503 });
    });

    it('says when there are more calls than it shows', async () => {
      const detail = await store.task('agent', 'long');
      expect(detail?.calls).toHaveLength(500);
      expect(detail).toMatchObject({ truncated: true, steps: 503 });
    });
  });
}
