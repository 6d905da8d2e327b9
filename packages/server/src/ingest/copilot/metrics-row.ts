import type { StatementLine } from '@weir/core/contract';
import { countField, type Fields, instantField, textField } from '../sources/fields.ts';
import { lineId, type RowContext, RowProblem } from '../sources/index.ts';

const DAY_MS = 86_400_000;
const COUNTS = [
  ['total_active_users', 'active users'],
  ['total_engaged_users', 'engaged users'],
] as const;

/** Lines of a day of `copilot/metrics`: who used it, as quantities that cost nothing. */
export function metricsLines(row: Fields, ctx: RowContext): StatementLine[] {
  const date = textField(row, 'date');
  if (date === undefined) throw new RowProblem('date is missing. Add it as YYYY-MM-DD and replay the row.');
  const since = instantField({ date: `${date}T00:00:00Z` }, 'date');
  const account = textField(row, 'account');
  return COUNTS.flatMap(([name, what]): StatementLine[] => {
    const quantity = countField(row, name);
    if (quantity === undefined) return [];
    return [
      {
        source: ctx.source,
        id: lineId('metrics', since, account, name),
        version: ctx.version,
        tells: 'usage',
        provider: 'github',
        ...(account === undefined ? {} : { account }),
        category: 'seats',
        since,
        until: new Date(Date.parse(since) + DAY_MS).toISOString(),
        quantity: quantity.toString(),
        currency: 'USD',
        description: `GitHub Copilot: ${what}`,
        tags: {},
        further: { counts: name },
      },
    ];
  });
}
