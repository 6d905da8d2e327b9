import { cx } from '../../ui/cx.ts';
import type { KindPart } from './prepare.ts';
import type { Kind } from './search.ts';

const FILLS: Record<Kind, string> = {
  agreement: 'fill-c3',
  override: 'fill-accent',
  catalog: 'fill-c4',
  list: 'fill-c-rest',
  rerate: 'fill-c5',
  other: 'fill-c6',
  fallback: 'fill-warn',
};

const SWATCHES: Record<Kind, string> = {
  agreement: 'bg-c3',
  override: 'bg-accent',
  catalog: 'bg-c4',
  list: 'bg-c-rest',
  rerate: 'bg-c5',
  other: 'bg-c6',
  fallback: 'bg-warn',
};

export const KindSwatch = ({ kind }: { kind: Kind }) => (
  <span aria-hidden className={cx('inline-block size-2.5 shrink-0 rounded-[3px]', SWATCHES[kind])} />
);

/** Shares of cost by kind of price. Decoration: the figures stand beside it. */
export function KindBar({ parts, className }: { parts: readonly KindPart[]; className?: string }) {
  let x = 0;
  return (
    <svg
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      className={cx('block h-1.5 w-full overflow-hidden rounded-full', className)}
      aria-hidden="true"
    >
      <rect width="100" height="4" className="fill-sunken" />
      {parts.map(({ kind, share = '0' }) => {
        const width = Math.max(0, Math.min(100 - x, Number(share) * 100));
        const at = x;
        x += width;
        return <rect key={kind} x={at} width={width} height="4" className={FILLS[kind]} />;
      })}
    </svg>
  );
}
