import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { callsQuery } from '../../api/queries.ts';
import { formatMoment } from '../../format/time.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { presetRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { dearest } from './prepare.ts';
import { engineerText as text } from './text.ts';

const LOOKED_AT = 200;
const MOST = 5;

/** What calls cost lately that cost most: the first place to look for a prompt that grew. */
export default function DearCalls() {
  const { zone, isKnown } = useKnownZone();
  const range = presetRange('7d', useNow(60_000), zone);
  const data = useInfiniteQuery({
    ...callsQuery({
      since: range.since.toISOString(),
      until: range.until.toISOString(),
      limit: LOOKED_AT,
    }),
    enabled: isKnown,
  }).data?.pages[0]?.data;
  const rows = useMemo(() => dearest(data ?? [], MOST), [data]);
  return (
    <Panel
      title={text.dear}
      flush
      actions={
        <Link to="/calls" className={buttonClass('plain', 'sm')}>
          {text.allCalls}
        </Link>
      }
    >
      {data === undefined ? (
        <SkeletonRows rows={MOST} columns={3} />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-3">{text.noCalls}</p>
      ) : (
        <ol className="divide-y divide-line border-t border-line">
          {rows.map((call) => (
            <li
              key={call.call_id}
              className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-1.5 text-sm"
            >
              <Link
                to="/calls/$id"
                params={{ id: call.call_id }}
                className="truncate font-medium underline-offset-4 hover:underline"
              >
                {call.tags['workload'] ?? text.none}
              </Link>
              <Money amount={call.cost} currency={call.currency} className="text-right" />
              <span className="truncate text-xs text-ink-3">{call.model}</span>
              <span className="text-right text-xs text-ink-3">{formatMoment(call.started_at, zone)}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
