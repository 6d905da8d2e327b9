import type { StatementLine } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ledger, StatementStore } from './statement-port.ts';
import { statementLineOf } from './testing/facts.ts';
import { FakeStatements } from './testing/fake-statements.ts';

const MAY = { since: new Date('2026-05-01T00:00:00Z'), until: new Date('2026-06-01T00:00:00Z') };
const [first, second, cost, april] = [
  statementLineOf({ id: 'a', quantity: '1000', requests: 3 }),
  statementLineOf({ id: 'b', quantity: '0.000001', unit: 'output_tokens', invoice: 'INV-1' }),
  statementLineOf({ id: 'c', tells: 'cost', cost: '12.3456789012345678', source: 'openai-costs' }),
  statementLineOf({ id: 'd', since: '2026-04-30T22:30:00Z', until: '2026-05-01T22:30:00Z' }),
];

/** What every ledger backend must do with the lines of those who bill. */
export function describeStatements(name: string, open: () => Promise<Ledger>): void {
  describe.each([name, 'fake'])('statement lines: %s', (which) => {
    let store: StatementStore;
    let close = async () => {};
    beforeAll(async () => {
      if (which === 'fake') {
        store = new FakeStatements();
        return;
      }
      const ledger = await open();
      store = ledger.statements;
      close = () => ledger.close();
    });
    afterAll(() => close());

    const all = async (query: Partial<Parameters<StatementStore['lines']>[0]> = {}) =>
      (await store.lines({ ...MAY, limit: 100, ...query })).data;

    it('are kept as they were told, and once', async () => {
      const lines = [first, second, cost, april];
      expect(await store.append(lines)).toEqual({ added: 4, unchanged: 0, revised: 0, earlier: [] });
      expect(await store.append(lines)).toEqual({ added: 0, unchanged: 4, revised: 0, earlier: [] });
      expect((await all()).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([first, second, cost]);
      expect(await all({ since: new Date('2026-04-01T00:00:00Z') })).toHaveLength(4);
      expect(await all({ unit: 'output_tokens', invoice: 'INV-1', provider: 'openai' })).toEqual([second]);
      expect(await all({ source: 'openai-costs', day: '2026-05-04' })).toEqual([cost]);
      expect(await all({ day: '2026-05-05' })).toEqual([]);
    });

    it('sum to what they tell, and leave out what none of them tells', async () => {
      const by = (names: Parameters<StatementStore['sums']>[0]['by'], more = {}) =>
        store.sums({ ...MAY, timeZone: 'UTC', by: names, ...more });
      expect(await by(['tells', 'unit'])).toEqual([
        {
          group: { tells: 'cost', unit: 'input_tokens' },
          lines: 1,
          cost: expect.stringMatching(/^12\.3456789012/),
        },
        { group: { tells: 'usage', unit: 'input_tokens' }, lines: 1, quantity: '1000', requests: 3 },
        { group: { tells: 'usage', unit: 'output_tokens' }, lines: 1, quantity: '0.000001' },
      ]);
      const range = { since: new Date('2026-04-01T00:00:00Z') };
      expect(
        (await by(['month', 'day'], { ...range, timeZone: 'Europe/Berlin' })).map(({ group, lines }) => [
          group,
          lines,
        ]),
      ).toEqual([
        [{ month: '2026-05', day: '2026-05-01' }, 1],
        [{ month: '2026-05', day: '2026-05-04' }, 3],
      ]);
      expect((await by(['source'], { sources: ['openai-costs'] })).map(({ lines }) => lines)).toEqual([1]);
      expect(await by(['source'], { provider: 'nobody' })).toEqual([]);
    });

    it('told anew, the latest version counts and says what was there before', async () => {
      const version = '2026-05-06T00:00:00Z';
      const more: StatementLine = { ...first, version, quantity: '1200' };
      const same: StatementLine = { ...second, version };
      const late: StatementLine = { ...first, version: '2026-05-05T12:00:00Z', quantity: '1100' };
      expect(await store.append([more, same])).toEqual({
        added: 0,
        unchanged: 1,
        revised: 1,
        earlier: [first],
      });
      expect(await store.append([late])).toEqual({ added: 0, unchanged: 1, revised: 0, earlier: [] });
      expect(await all({ unit: 'input_tokens', source: 'openai' })).toEqual([more]);
      const gone: StatementLine = { ...more, version: '2026-05-07T00:00:00Z', gone: true };
      const unknown = { ...gone, id: 'never told' };
      expect(await store.append([gone, unknown])).toMatchObject({
        unchanged: 1,
        revised: 1,
        earlier: [more],
      });
      expect(await all({ unit: 'input_tokens', source: 'openai' })).toEqual([]);
      const back: StatementLine = { ...more, version: '2026-05-08T00:00:00Z' };
      expect(await store.append([more, back])).toMatchObject({ unchanged: 1, revised: 1, earlier: [gone] });
      expect(await all({ unit: 'input_tokens', source: 'openai' })).toEqual([back]);
    });

    it('come in pages, none twice', async () => {
      const many = Array.from({ length: 25 }, (_, i) =>
        statementLineOf({
          id: `p-${String(i).padStart(2, '0')}`,
          since: `2026-03-0${1 + (i % 5)}T00:00:00Z`,
        }),
      );
      await store.append(many);
      const march = { since: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-04-01T00:00:00Z') };
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await store.lines({ ...march, limit: 10, ...(cursor ? { cursor } : {}) });
        seen.push(...page.data.map(({ since, id }) => `${since} ${id}`));
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(seen).toEqual(many.map(({ since, id }) => `${since} ${id}`).sort());
    });
  });
}
