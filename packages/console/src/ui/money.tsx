import { allDecimals, formatMoney } from '../format/money.ts';
import { cx } from './cx.ts';

interface MoneyProps {
  amount: string;
  currency: string;
  /** Fixed places for a column; adaptive when absent. */
  decimals?: number | undefined;
  /** Shows every decimal there is. */
  full?: boolean;
  className?: string;
}

/** An amount as text; hovering shows every decimal. */
export function Money({ amount, currency, decimals, full = false, className }: MoneyProps) {
  const { text, exact } = formatMoney(amount, currency, full ? allDecimals(amount) : decimals);
  return (
    <span className={cx('tabular whitespace-nowrap', className)} title={exact}>
      {text}
    </span>
  );
}
