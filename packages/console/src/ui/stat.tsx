import type { ReactNode } from 'react';

interface StatProps {
  label: string;
  value: ReactNode;
  /** Line beneath the value: a comparison, a meter. */
  foot?: ReactNode;
  /** Beside the label: an explanation. */
  help?: ReactNode;
}

/** Class of the box around a row of figures; the gaps show its colour as hairlines. */
export const STATS_CLASS =
  'grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4';

/** One headline figure. */
export function Stat({ label, value, foot, help }: StatProps) {
  return (
    <div className="min-w-0 bg-surface px-4 py-4 sm:px-5">
      <div className="flex h-6 items-center gap-1 text-sm text-ink-2">
        <h2 className="font-normal">{label}</h2>
        {help}
      </div>
      <div className="tabular mt-1 truncate text-2xl font-semibold tracking-tight">{value}</div>
      <div className="mt-1 min-h-5 text-xs text-ink-3">{foot}</div>
    </div>
  );
}
