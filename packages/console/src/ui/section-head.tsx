import type { ReactNode } from 'react';

/** What a part of the page is for, and what can be done there. */
export function SectionHead({ lead, actions }: { lead: string; actions?: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-6 gap-y-3">
      <p className="max-w-prose text-sm text-ink-2">{lead}</p>
      {actions === undefined ? null : <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
