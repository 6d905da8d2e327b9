import { Decimal } from '@weir/core/money';
import { z } from 'zod';
import { type BillFormat, billSettings, type Understood } from '../files/bill.ts';
import { lineOfRow } from './line-of-row.ts';

const settings = z
  .object({
    ...billSettings,
    /** Which cost counts as what is billed. Exports of who issues no invoice have 0 in BilledCost. */
    cost: z.enum(['billed', 'contracted', 'effective']).default('billed'),
    /** `ai`: only rows whose ServiceCategory is AI and Machine Learning. */
    rows: z.enum(['all', 'ai']).default('all'),
    /** Weir's id of who bills, where the rows' own name is not to count. */
    provider: z.string().min(1).max(100).optional(),
  })
  .strict();
type Settings = z.infer<typeof settings>;

/** FOCUS 1.0 to 1.4, CSV or Parquet, of whatever provider. */
export const focus: BillFormat<Settings> = {
  kind: 'focus',
  name: 'FOCUS cost and usage',
  settings,
  defaultRole: 'statement',
  defaultSchedule: '37 * * * *',
  restatesDays: 45,
  understand(fields, ctx, options): Understood {
    const line = lineOfRow(fields, ctx, options);
    if (line === undefined) return { lines: [] };
    const { invoice, cost } = line;
    if (invoice === undefined || cost === undefined) return { lines: [line] };
    return { lines: [line], invoice: { id: invoice, cost: Decimal.from(cost) } };
  },
};
