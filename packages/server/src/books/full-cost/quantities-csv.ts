import { createCostQuantity } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { readTable } from '../../ingest/calls/index.ts';
import type { NewCostQuantity } from '../../registry/services/cost-quantities.ts';

const COLUMNS = ['id', 'day', 'quantity', 'workload', 'note'];
const NEEDED = COLUMNS.slice(0, 3);
const MOST = 10_000;

/** Rows of a CSV file with the columns id, day, quantity and maybe workload and note. Throws `invalid_argument` naming the line: all or none. */
export async function readQuantities(text: string): Promise<NewCostQuantity[]> {
  const { columns, rows } = await readTable(Buffer.from(text));
  const lacking = NEEDED.find((name) => !columns.includes(name));
  if (lacking !== undefined) throw unreadable(1, `names no column "${lacking}"`);
  const strange = columns.find((name) => !COLUMNS.includes(name));
  if (strange !== undefined) throw unreadable(1, `names a column "${strange}", which is none of ours`);
  if (rows.length > MOST) throw unreadable(MOST + 2, `is more than ${MOST} rows`);
  return rows.map((row) => {
    if ('reason' in row) throw unreadable(row.line, row.reason);
    const given = [...row.cells].filter(([, value]) => value !== '');
    const parsed = createCostQuantity.safeParse(Object.fromEntries(given));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw unreadable(row.line, `has a wrong ${issue?.path.join('.') ?? 'cell'}: ${issue?.message}`);
  });
}

function unreadable(line: number, what: string): WeirError {
  return new WeirError('invalid_argument', `Line ${line} ${what}`, {
    field: 'csv',
    remedy: `Give the columns ${COLUMNS.join(',')}. Nothing was taken.`,
  });
}
