import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Alert } from '@weir/core/contract';
import { ArrowUpRight } from 'lucide-react';
import { alertQuery, deliveriesQuery } from '../../api/alert-queries.ts';
import { ApiFailure } from '../../api/failure.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Failure } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useZone } from '../scope/useZone.ts';
import { AlertActions } from './AlertActions.tsx';
import { AlertStateTag, DeliveryTag, SeverityTag } from './tags.tsx';
import { deliveryText, detailText, kindLabels, text } from './text.ts';
import { ViewLink } from './ViewLink.tsx';

function Told({ id }: { id: string }) {
  const zone = useZone();
  const { data } = useInfiniteQuery(deliveriesQuery({ alert: id }));
  const rows = data?.pages.flatMap((page) => page.data);
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{detailText.deliveries}</h3>
      {rows === undefined ? (
        <SkeletonRows rows={2} columns={2} />
      ) : rows.length === 0 ? (
        <p className="text-sm text-ink-2">{detailText.noDeliveries}</p>
      ) : (
        <ul className="divide-y divide-line rounded-md border border-line text-sm">
          {rows.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
              <DeliveryTag state={one.state} />
              <span className="font-medium">{one.channel}</span>
              <span className="tabular text-xs text-ink-3">{formatMoment(one.created_at, zone)}</span>
              {one.next_try_at === undefined || one.state !== 'pending' ? null : (
                <span className="text-xs text-ink-3">
                  {deliveryText.next(formatMoment(one.next_try_at, zone))}
                </span>
              )}
              {one.error === undefined ? null : (
                <span className="basis-full text-xs break-words text-ink-2">{one.error}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Details({ alert }: { alert: Alert }) {
  const zone = useZone();
  const moment = (at: string) => formatMoment(at, zone);
  const cost =
    alert.cost_per_day === undefined
      ? detailText.noCost
      : detailText.perDay(formatMoney(alert.cost_per_day, alert.currency).text);
  const facts = [
    { name: detailText.who, value: alert.who },
    { name: detailText.subject, value: alert.subject },
    { name: detailText.kind, value: kindLabels[alert.kind] },
    { name: detailText.rule, value: alert.rule },
    { name: detailText.since, value: moment(alert.since) },
    { name: detailText.lastSeen, value: moment(alert.last_seen_at) },
    { name: detailText.occurrences, value: text.times(formatCount(alert.occurrences)) },
    { name: detailText.cost, value: cost },
    ...(alert.acknowledged_by === undefined
      ? []
      : [{ name: detailText.acknowledgedBy, value: alert.acknowledged_by }]),
    ...(alert.snoozed_until === undefined
      ? []
      : [{ name: detailText.snoozedUntil, value: moment(alert.snoozed_until) }]),
    ...(alert.resolved_at === undefined
      ? []
      : [{ name: detailText.resolvedAt, value: moment(alert.resolved_at) }]),
  ];
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap gap-2">
        <SeverityTag severity={alert.severity} />
        <AlertStateTag state={alert.state} />
      </div>
      <Facts items={facts} className="lg:grid-cols-3" />
      <Told id={alert.id} />
      <div className="flex flex-wrap justify-end gap-2">
        <AlertActions alert={alert} />
        <ViewLink to={alert.link} className={buttonClass('primary', 'sm')}>
          <ArrowUpRight aria-hidden />
          {text.open}
        </ViewLink>
      </div>
    </div>
  );
}

/** Everything about one alert, who was told of it, and what can be done. */
export function AlertDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error } = useQuery(alertQuery(id));
  const isGone = error instanceof ApiFailure && error.status === 404;
  return (
    <Dialog wide open onClose={onClose} title={data?.title ?? text.title} description={data?.what}>
      {data !== undefined ? (
        <Details alert={data} />
      ) : error === null ? (
        <SkeletonRows rows={4} columns={3} />
      ) : isGone ? (
        <p className="text-sm">{detailText.gone}</p>
      ) : (
        <Failure error={error} />
      )}
    </Dialog>
  );
}
