import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface PanelProps {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  /** Children touch the border, as tables do. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A bordered block with an optional heading. */
export function Panel({ title, note, actions, flush = false, className, children }: PanelProps) {
  return (
    <section className={cx('min-w-0 rounded-lg border border-line bg-surface', className)}>
      {title === undefined ? null : (
        <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-2">
          <h2 className="text-sm font-semibold text-ink">{title}</h2>
          {note === undefined ? null : <div className="text-xs text-ink-3">{note}</div>}
          {actions === undefined ? null : <div className="ml-auto flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? '' : 'px-4 pb-4'}>{children}</div>
    </section>
  );
}
