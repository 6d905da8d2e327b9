import type { UnitReport } from '@weir/core/contract';
import { CircleAlert } from 'lucide-react';
import { formatCount } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { valueText as text } from './page-text.ts';

/** What was told late and what is left out: nothing changes or is missing unseen. */
export function NoticesPanel({ report: { late, left_out }, zone }: { report: UnitReport; zone: string }) {
  if (late.outcomes === 0 && left_out.length === 0) return null;
  const last = late.last_recorded_at;
  return (
    <section
      aria-label={text.attention}
      className="flex gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-sm"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <ul className="min-w-0 text-ink-2">
        {late.outcomes === 0 ? null : (
          <li>
            {text.late(formatCount(late.outcomes))}
            {last === undefined ? null : ` ${text.lateLast(formatMoment(last, zone))}`}
          </li>
        )}
        {left_out.map(({ reason, outcomes }) => (
          <li key={reason}>{text.leftOut(formatCount(outcomes), reason)}</li>
        ))}
      </ul>
    </section>
  );
}
