import { formatMoney } from '../format/money.ts';
import { cx } from './cx.ts';

interface MoneyProps {
  amount: string;
  currency: string;
  /** Fixed places for a column; adaptive when absent. */
  decimals?: number | undefined;
  className?: string;
}

/** An amount as text; hovering shows every decimal. */
export function Money({ amount, currency, decimals, className }: MoneyProps) {
  const { text, exact } = formatMoney(amount, currency, decimals);
  return (
    <span className={cx('tabular whitespace-nowrap', className)} title={exact}>
      {text}
    </span>
  );
}
