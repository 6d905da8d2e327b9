import { cx } from '../../ui/cx.ts';

/** Spelled out, so that the style sheet holds them. Same order as the chart's colours. */
const FILLS = ['bg-c1', 'bg-c2', 'bg-c3', 'bg-c4', 'bg-c5', 'bg-c6', 'bg-c7', 'bg-c8'];

/** The colour a group has in the chart; grey when it was folded into the rest. */
export function Swatch({ slot }: { slot: number | undefined }) {
  const fill = slot === undefined ? 'bg-c-rest' : FILLS[slot % FILLS.length];
  return <span aria-hidden className={cx('size-2.5 shrink-0 rounded-[3px]', fill)} />;
}
