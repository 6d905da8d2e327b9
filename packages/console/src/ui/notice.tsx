import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiFailure } from '../api/failure.ts';
import { Button } from './button.tsx';

/** What went wrong and what to do about it. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const known = error instanceof ApiFailure ? error : undefined;
  const message = known?.message ?? (error instanceof Error ? error.message : 'Something went wrong.');
  return (
    <div role="alert" className="flex items-start gap-3 rounded-lg border border-line bg-surface p-4">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-medium break-words">{message}</p>
        {known?.remedy === undefined ? null : <p className="mt-1 text-sm text-ink-2">{known.remedy}</p>}
        {known?.requestId === undefined ? null : (
          <p className="mt-1 font-mono text-xs text-ink-3">
            {known.code} · {known.requestId}
          </p>
        )}
      </div>
      {onRetry === undefined ? null : (
        <Button size="sm" className="ml-auto" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** An empty place that says what would be here and how to fill it. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <svg viewBox="0 0 48 24" className="mb-4 w-12 text-line-strong" fill="none" aria-hidden="true">
        <g stroke="currentColor" strokeWidth="2" strokeLinecap="round">
          <path d="M2 5h15c8 0 7 14 15 14h14" />
          <path d="M2 12h9c8 0 7 11 15 11" opacity=".5" />
        </g>
      </svg>
      <p className="font-medium">{title}</p>
      {children === undefined ? null : (
        <div className="mt-1.5 w-full max-w-lg text-sm text-ink-2">{children}</div>
      )}
      {action === undefined ? null : <div className="mt-5">{action}</div>}
    </div>
  );
}
