import { type ReactNode, useEffect } from 'react';
import { cx } from './cx.ts';

interface PageProps {
  title: string;
  /** What stands in the browser's tab; the title when absent. */
  tab?: string;
  lead?: ReactNode;
  above?: ReactNode;
  actions?: ReactNode;
  /** Period and filters; stays in sight while the page scrolls. */
  bar?: ReactNode;
  children: ReactNode;
}

/** Heading and body of a screen. The heading takes focus after navigation so that readers hear where they are. */
export function Page({ title, tab = title, lead, above, actions, bar, children }: PageProps) {
  useEffect(() => {
    document.title = `${tab} · Weir`;
  }, [tab]);
  return (
    <div className="mx-auto w-full max-w-[82rem] px-4 pt-6 pb-16 sm:px-6 lg:px-9 lg:pt-8">
      {above}
      <header
        className={cx('flex flex-wrap items-start gap-x-6 gap-y-3', bar === undefined ? 'mb-6' : 'mb-3')}
      >
        <div className="min-w-0">
          <h1 className="text-xl font-semibold tracking-tight break-words">{title}</h1>
          {lead === undefined ? null : <div className="mt-1 text-sm text-ink-2">{lead}</div>}
        </div>
        {actions === undefined ? null : (
          <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>
        )}
      </header>
      {bar === undefined ? null : (
        <div className="sticky top-13 z-10 -mx-1 mb-3 bg-canvas px-1 py-1.5 lg:top-0">{bar}</div>
      )}
      {children}
    </div>
  );
}
