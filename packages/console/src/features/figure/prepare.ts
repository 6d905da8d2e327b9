import type { Figure } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { allDecimals, formatMoney, groupThousands } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { text } from './text.ts';

/** How a figure of unit `1` is written: a share as a percentage, a ratio as a multiple, anything else as it is. */
export type Style = 'percent' | 'times' | 'plain';

const isCurrency = (unit: string) => /^[A-Z]{3}$/.test(unit);

/** A value in its unit: money adaptive, shares as percent, days as days. */
export function formatIn(value: string, unit: string, style: Style = 'plain'): string {
  if (isCurrency(unit)) return formatMoney(value, unit).text;
  if (style === 'percent') return formatShare(value);
  const digits = Decimal.from(value).roundHalfEven(2).toString();
  if (style === 'times') return text.times(digits);
  return unit === '1' ? groupThousands(digits) : text.inUnit(groupThousands(digits), unit);
}

/** Every digit, for the explanation. */
export function exactIn(value: string, unit: string): string {
  if (isCurrency(unit)) return formatMoney(value, unit, allDecimals(value)).text;
  return unit === '1' ? groupThousands(value) : text.inUnit(groupThousands(value), unit);
}

/** Name and value of what went in, as the report names it. */
export function inputLines(inputs: Figure['inputs']): { name: string; value: string }[] {
  return Object.entries(inputs).map(([name, value]) => ({
    name: name.replaceAll('_', ' '),
    value:
      value === null
        ? text.unknown
        : typeof value === 'number'
          ? Number.isInteger(value)
            ? formatCount(value)
            : String(value)
          : groupThousands(value),
  }));
}
