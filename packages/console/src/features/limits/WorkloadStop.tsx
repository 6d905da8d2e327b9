import { useQuery } from '@tanstack/react-query';
import type { Kill } from '@weir/core/contract';
import { OctagonX } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { activeKillsQuery } from '../../api/limit-queries.ts';
import { formatAgo } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../scope/useNow.ts';
import { ResumeButton } from './ResumeButton.tsx';
import { killText as text } from './text.ts';

const StopDialog = lazy(() => import('./StopDialog.tsx'));

const useStop = (id: string): Kill | undefined =>
  useQuery(activeKillsQuery()).data?.find(({ target, subject }) => target === 'workload' && subject === id);

/** Offered while the workload is not stopped. */
export function StopWorkload({ id }: { id: string }) {
  const stop = useStop(id);
  const [stopping, setStopping] = useState(false);
  return (
    <>
      {stop === undefined ? (
        <Button look="danger" onClick={() => setStopping(true)}>
          <OctagonX aria-hidden />
          {text.stopWorkload}
        </Button>
      ) : null}
      <Suspense>
        {stopping ? <StopDialog target="workload" subject={id} onClose={() => setStopping(false)} /> : null}
      </Suspense>
    </>
  );
}

/** Says that and why the workload is stopped, with the way to let it go on. */
export function WorkloadStopped({ id }: { id: string }) {
  const stop = useStop(id);
  const now = useNow(10_000).getTime();
  if (stop === undefined) return null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-lg bg-bad-weak px-4 py-3 text-sm">
      <OctagonX aria-hidden className="size-4 shrink-0 text-bad" />
      <p className="min-w-0 flex-1 basis-60 break-words">
        <strong className="font-semibold text-bad">{text.workloadStopped(stop.reason)}</strong>{' '}
        {text.stoppedBy(stop.by, formatAgo(stop.created_at, now))}
      </p>
      <ResumeButton kill={stop} />
    </div>
  );
}
