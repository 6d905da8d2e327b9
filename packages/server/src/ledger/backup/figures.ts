import { z } from 'zod';
import type { SqlEngine } from '../sql/engine.ts';
import type { LedgerTable } from './tables.ts';

/** What tells two sets of rows apart: how many, the exact sum of every number column, and a sum over all that they say. */
export const figures = z.object({
  /** Absent for summed tables. */
  rows: z.number().int().nonnegative().optional(),
  sums: z.record(z.string(), z.string()),
  /** Sum of the hashes of the rows, whatever their order; absent for summed tables. */
  fingerprint: z.string().optional(),
});
export type Figures = z.infer<typeof figures>;

const NUMBER = /^(SimpleAggregateFunction\(sum, )?(Nullable\()?(Decimal|U?Int\d+)/;
const DECIMAL = /Decimal/;

/** Of the rows that a condition names, in a table or in what stands for one. */
export async function figuresOf(
  engine: SqlEngine,
  table: Pick<LedgerTable, 'columns' | 'summed'>,
  from: string,
  where = '1',
): Promise<Figures> {
  const numbers = table.columns.filter(({ type }) => NUMBER.test(type));
  const exact = ({ name, type }: { name: string; type: string }) =>
    DECIMAL.test(type) ? `toDecimal256(\`${name}\`, 12)` : `toInt256(\`${name}\`)`;
  const told = numbers.map((column, i) => `toString(sum(${exact(column)})) AS s${i}`);
  if (!table.summed) {
    const all = table.columns.map(({ name }) => `\`${name}\``).join(', ');
    told.push('count() AS rows', `toString(sum(cityHash64(${all}))) AS fingerprint`);
  }
  if (told.length === 0) return { sums: {} };
  const [row = {}] = await engine.select<Record<string, string | number | null>>(
    `SELECT ${told.join(', ')} FROM ${from} WHERE ${where}`,
  );
  const sums = Object.fromEntries(numbers.map(({ name }, i) => [name, String(row[`s${i}`] ?? '0')]));
  if (table.summed) return { sums };
  return { rows: Number(row['rows']), sums, fingerprint: String(row['fingerprint']) };
}

/** What differs, in words; undefined when nothing does. */
export function difference(expected: Figures, found: Figures): string | undefined {
  if (expected.rows !== found.rows) return `${found.rows} rows instead of ${expected.rows}`;
  for (const [name, sum] of Object.entries(expected.sums)) {
    if (found.sums[name] !== sum) return `${name} sums to ${found.sums[name]} instead of ${sum}`;
  }
  return expected.fingerprint === found.fingerprint ? undefined : 'rows differ in what does not sum';
}
