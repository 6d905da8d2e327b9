import { Link } from '@tanstack/react-router';
import type { Alert } from '@weir/core/contract';
import { ArrowUpRight } from 'lucide-react';
import { formatCount } from '../../format/number.ts';
import { formatAgo, formatMoment } from '../../format/time.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { AlertActions } from './AlertActions.tsx';
import type { AlertsSearch } from './search.ts';
import { AlertStateTag, SeverityTag } from './tags.tsx';
import { text } from './text.ts';
import { ViewLink } from './ViewLink.tsx';

export function AlertRow({ alert, search }: { alert: Alert; search: AlertsSearch }) {
  const zone = useZone();
  const now = useNow().getTime();
  const { id, title, who, what, since, last_seen_at, cost_per_day, currency, occurrences } = alert;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 py-4">
      <div className="flex shrink-0 flex-wrap gap-2 pt-0.5 sm:w-24 sm:flex-col sm:items-start">
        <SeverityTag severity={alert.severity} />
        <AlertStateTag state={alert.state} />
      </div>
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="font-medium break-words">
          <Link
            to="/alerts"
            search={{ ...search, alert: id }}
            aria-label={text.details(title)}
            className="underline-offset-4 hover:underline"
          >
            {title}
          </Link>
        </h2>
        <p className="mt-0.5 text-sm text-ink-2">{what}</p>
        <p className="tabular mt-1.5 flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-ink-3">
          <span className="text-ink-2">{who}</span>
          <span>{text.since(formatMoment(since, zone))}</span>
          <span>{text.last(formatAgo(last_seen_at, now))}</span>
          {occurrences > 1 ? <span>{text.times(formatCount(occurrences))}</span> : null}
          {alert.acknowledged_by === undefined ? null : <span>{text.by(alert.acknowledged_by)}</span>}
          {alert.state !== 'snoozed' || alert.snoozed_until === undefined ? null : (
            <span>{text.until(formatMoment(alert.snoozed_until, zone))}</span>
          )}
        </p>
        <div className="mt-3 flex flex-wrap gap-2">
          <AlertActions alert={alert} />
          <ViewLink to={alert.link} className={buttonClass('plain', 'sm')}>
            <ArrowUpRight aria-hidden className="text-ink-3" />
            {text.open}
          </ViewLink>
        </div>
      </div>
      {cost_per_day === undefined ? null : (
        <p className="text-sm sm:text-right">
          <Money amount={cost_per_day} currency={currency} className="font-medium" />{' '}
          <span className="text-ink-3">{text.perDay}</span>
        </p>
      )}
    </li>
  );
}
