import { CHARGE_CATEGORIES, type StatementLine, statementLine } from '@weir/core/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkLine } from './check-line.ts';

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    'x',
    7,
    -1,
    1.5,
    true,
    {},
    [],
    '1e5',
    '-2.50',
    '2026-11-20',
    '2026-02-30T00:00:00Z',
  ),
  fc.constantFrom<unknown>(
    '2026-11-20T00:00:00Z',
    '2026-11-20T00:00:00.000+02:00',
    '2026-13-20T00:00:00Z',
    'USD',
    { a: 1 },
    { a: 'b' },
  ),
);
const line: StatementLine = {
  source: 's',
  id: 'l',
  version: '2026-11-22T10:00:00.000Z',
  tells: 'both',
  provider: 'openai',
  category: 'model_usage',
  since: '2026-11-20T00:00:00.000Z',
  until: '2026-11-21T00:00:00.000Z',
  cost: '1.5',
  currency: 'USD',
  description: 'd',
  tags: {},
};
const fields = [...Object.keys(statementLine.shape)];

it('lets no line pass that the contract refuses', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...fields), odd, { maxKeys: 3 }), (more) => {
      const changed = { ...line, ...more } as StatementLine;
      let passed = true;
      try {
        checkLine(changed, () => true, Date.parse('2026-11-22T10:00:00Z'));
      } catch {
        passed = false;
      }
      if (passed) expect(statementLine.safeParse(changed).success).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});

it.each(CHARGE_CATEGORIES)('lets a line of %s pass', (category) => {
  expect(() =>
    checkLine({ ...line, category }, () => true, Date.parse('2026-11-22T10:00:00Z')),
  ).not.toThrow();
});
