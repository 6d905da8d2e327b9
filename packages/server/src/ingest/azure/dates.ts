import { RowProblem } from '../sources/port.ts';

export const DATE_FORMATS = ['auto', 'mdy', 'dmy'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

const DAY_MS = 86_400_000;

/**
 * A day of a cost export as [since, until) in UTC. `2026-11-05`, `20261105` and times behind them are read in any format;
 * `11/05/2026` is month first unless `dmy` is set, `05.11.2026` day first.
 */
export function dayOf(text: string, format: DateFormat, name: string): { since: string; until: string } {
  const date = isoDate(text.trim(), format);
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(date ?? '')) {
    const hint =
      /^\d{1,2}\//.test(text) && format !== 'dmy'
        ? ' If days come first in this file, set date_format: dmy.'
        : '';
    throw new RowProblem(
      `${name} is ${JSON.stringify(text.slice(0, 40))}, not a date.${hint} Correct it and replay the row.`,
    );
  }
  return { since: new Date(at).toISOString(), until: new Date(at + DAY_MS).toISOString() };
}

function isoDate(text: string, format: DateFormat): string | undefined {
  const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/.exec(text);
  if (iso !== null) return `${iso[1]}-${iso[2]}-${iso[3]}`;
  const parts = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: .*)?$/.exec(text);
  if (parts === null) return undefined;
  const [, first = '', separator, second = '', year = ''] = parts;
  const dayFirst = format === 'dmy' || (format === 'auto' && separator === '.');
  const [month, day] = dayFirst ? [second, first] : [first, second];
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
