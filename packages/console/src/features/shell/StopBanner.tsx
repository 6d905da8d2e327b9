import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { OctagonX } from 'lucide-react';
import { activeKillsQuery } from '../../api/limit-queries.ts';
import { formatMoment } from '../../format/time.ts';
import { useZone } from '../scope/useZone.ts';
import { text } from './text.ts';

/** On every page while every call is refused: whoever wonders about missing figures must see why. */
export function StopBanner() {
  const zone = useZone();
  const stop = useQuery(activeKillsQuery()).data?.find(({ target }) => target === 'everything');
  if (stop === undefined) return null;
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-bad-weak px-4 py-2.5 text-sm text-bad sm:px-6 lg:px-9"
    >
      <OctagonX aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 break-words">
        <strong className="font-semibold">{text.stopped(stop.reason)}</strong>{' '}
        {text.stoppedBy(stop.by, formatMoment(stop.created_at, zone))}
      </p>
      <Link to="/limits" className="font-medium underline underline-offset-4">
        {text.showStop}
      </Link>
    </div>
  );
}
