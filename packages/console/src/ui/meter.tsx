import { cx } from './cx.ts';
import type { Tone } from './tag.tsx';

const FILLS: Record<Tone, string> = {
  neutral: 'fill-c-rest',
  accent: 'fill-accent',
  good: 'fill-good',
  warn: 'fill-warn',
  bad: 'fill-bad',
};

interface MeterProps {
  /** 0..1; more is drawn as full. */
  value: number;
  tone?: Tone;
  className?: string;
}

/** A share as a bar. Decoration: the figure always stands beside it. */
export function Meter({ value, tone = 'accent', className }: MeterProps) {
  const part = Math.max(0, Math.min(1, value)) * 100;
  return (
    <svg
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      className={cx('block h-1 w-full overflow-hidden rounded-full', className)}
      aria-hidden="true"
    >
      <rect width="100" height="4" className="fill-sunken" />
      <rect width={part} height="4" className={FILLS[tone]} />
    </svg>
  );
}
