import { Decimal } from '@weir/core/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from './cells.ts';
import type { LedgerCell } from './ledger-side.ts';
import type { BilledCell, UsedCell } from './statement-side.ts';
import { cellId, total } from './sums.ts';

const days = fc.constantFrom('2026-10-01', '2026-10-02', '2026-10');
const names = (...some: string[]) => fc.constantFrom(...some);
const pico = fc.bigInt({ min: 0n, max: 10n ** 14n }).map((value) => Decimal.fromPico(value));
const count = fc.integer({ min: 0, max: 1_000 }).map((value) => Decimal.from(value));

const fineKey = fc.record({
  day: names('2026-10-01', '2026-10-02'),
  scope: names('', 'a'),
  model: names('m', 'n'),
  unit: names('in', 'out'),
});
/** As bills tell: some name neither model nor unit, some no day. */
const billedKey = fc.record({
  day: days,
  scope: names('', 'a'),
  model: names('m', 'n', ''),
  unit: names('in', 'out', ''),
});
const some = <T extends { key: Parameters<typeof cellId>[0] }>(one: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(one, { maxLength: 12, selector: ({ key }) => cellId(key) })
    .map((all) => new Map(all.map((each) => [cellId(each.key), each])));

const ledgerCells = some<LedgerCell>(
  fc.record({ key: fineKey, cost: pico, quantity: count, workloads: fc.constant(new Map()) }),
);
const billed = some<BilledCell>(
  fc.record({
    key: billedKey,
    cost: pico,
    lines: fc.constant(1),
    projects: fc.constant(new Map()),
    category: fc.constant('model_usage'),
    invoices: fc.constant(new Set<string>()),
  }),
);
const usage = some<UsedCell>(fc.record({ key: fineKey, quantity: count, requests: fc.constant(1) }));

describe('whatever bill and ledger tell, at whatever grain', () => {
  it('every amount of both sides is in exactly one cell', () => {
    fc.assert(
      fc.property(ledgerCells, billed, usage, fc.boolean(), (ledger, cost, used, priced) => {
        const price = () => (priced ? Decimal.from('0.5') : undefined);
        const cells = cellsOf(
          { ledger: { cells: ledger }, invoice: { cost, usage: used } },
          price,
          () => true,
        );
        expect(new Set(cells.map(cellId)).size).toBe(cells.length);
        const sum = (amounts: Iterable<{ cost: Decimal } | undefined>) =>
          total([...amounts].map((one) => one?.cost ?? Decimal.ZERO)).toFixed(12);
        expect(sum(cells.map((cell) => cell.ledger))).toBe(sum(ledger.values()));
        expect(sum(cells.map((cell) => cell.invoice))).toBe(sum(cost.values()));
      }),
      { numRuns: 500 },
    );
  });
});
