import type { ReactNode } from 'react';

/** What a part of the page is for, and what can be made there. */
export function SectionHead({ lead, actions }: { lead: string; actions: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <p className="max-w-2xl text-sm text-ink-2">{lead}</p>
      {actions}
    </div>
  );
}
