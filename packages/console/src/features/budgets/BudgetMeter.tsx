import type { BudgetLevel, BudgetStatus } from '@weir/core/contract';
import { cx } from '../../ui/cx.ts';
import { meterParts } from './prepare.ts';

const FILLS: Record<BudgetLevel, string> = {
  green: 'fill-accent',
  yellow: 'fill-warn',
  red: 'fill-bad',
  exhausted: 'fill-bad',
};

/**
 * How a limit is taken: settled in full colour, then reserved and leased ever fainter. Decoration: the figures stand beside
 * it.
 */
export function BudgetMeter({ status, className }: { status: BudgetStatus; className?: string }) {
  const [settled, reserved, leased] = meterParts(status).map((part) => part * 100) as [
    number,
    number,
    number,
  ];
  const fill = FILLS[status.level];
  return (
    <svg
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      className={cx('block h-1.5 w-full overflow-hidden rounded-full', className)}
      aria-hidden="true"
    >
      <rect width="100" height="4" className="fill-sunken" />
      <rect width={settled} height="4" className={fill} />
      <rect x={settled} width={reserved} height="4" className={cx(fill, 'opacity-60')} />
      <rect x={settled + reserved} width={leased} height="4" className={cx(fill, 'opacity-25')} />
    </svg>
  );
}
