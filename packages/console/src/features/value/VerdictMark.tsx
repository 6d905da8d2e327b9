import type { Verdict } from '@weir/core/contract';
import { cx } from '../../ui/cx.ts';

const LOOKS: Record<Verdict, string> = {
  scale: 'fill-good/30 stroke-good',
  improve: 'fill-warn/30 stroke-warn',
  stop: 'fill-bad/30 stroke-bad',
  not_enough_evidence: 'fill-c-rest/15 stroke-ink-3 [stroke-dasharray:4_3]',
};

/** Half the side, or the height, that gives a shape the area of a circle of radius 1. */
const SQUARE = Math.sqrt(Math.PI) / 2;
const TRIANGLE = Math.sqrt((4 * Math.PI) / Math.sqrt(3)) / 2;

function pathOf(verdict: Verdict, x: number, y: number, radius: number): string {
  if (verdict === 'improve') {
    const half = SQUARE * Math.SQRT2 * radius;
    return `M${x} ${y - half}L${x + half} ${y}L${x} ${y + half}L${x - half} ${y}Z`;
  }
  if (verdict === 'stop') {
    const half = TRIANGLE * radius;
    const height = half * Math.sqrt(3);
    return `M${x - half} ${y - height / 3}H${x + half}L${x} ${y + (height * 2) / 3}Z`;
  }
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}

interface VerdictMarkProps {
  verdict: Verdict;
  x: number;
  y: number;
  radius: number;
  isStrong?: boolean;
}

/** The verdict by colour and by shape: circle, diamond, triangle that points down, dashed circle. All of the same area. */
export function VerdictMark({ verdict, x, y, radius, isStrong = false }: VerdictMarkProps) {
  return (
    <path
      d={pathOf(verdict, x, y, radius)}
      strokeWidth={isStrong ? 2.5 : 1.5}
      strokeLinejoin="round"
      className={cx('transition-[stroke-width] group-focus-visible:[stroke-width:3]', LOOKS[verdict])}
    />
  );
}
