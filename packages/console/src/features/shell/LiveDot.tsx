import { useQuery } from '@tanstack/react-query';
import type { LiveState } from '../../api/live.ts';
import { statusQuery } from '../../api/queries.ts';
import { formatDuration } from '../../format/number.ts';
import { cx } from '../../ui/cx.ts';
import { text } from './text.ts';

const DOTS: Record<LiveState, string> = { live: 'bg-good', connecting: 'bg-warn', offline: 'bg-bad' };
/** The ledger is normally well under two seconds behind; less is not worth a word. */
const LAG_WORTH_SHOWING_MS = 5_000;

/** Whether screens follow the ledger, and how far it is behind when that matters. */
export function LiveDot({ state }: { state: LiveState }) {
  const status = useQuery(statusQuery());
  const lag = status.data?.ledger.lag_ms ?? 0;
  return (
    <p className="flex min-w-0 items-center gap-2 text-xs text-ink-3" title={text.liveHint[state]}>
      <span aria-hidden className={cx('size-1.5 shrink-0 rounded-full', DOTS[state])} />
      <span className="truncate">
        {text.live[state]}
        {lag > LAG_WORTH_SHOWING_MS ? ` · ${text.behind(formatDuration(lag))}` : ''}
        {status.data === undefined ? '' : ` · v${status.data.version}`}
      </span>
    </p>
  );
}
