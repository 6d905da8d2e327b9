import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AlertDelivery } from '@weir/core/contract';
import { useMemo } from 'react';
import { alertChannelsQuery, deliveriesQuery } from '../../api/alert-queries.ts';
import { formatCount } from '../../format/number.ts';
import { formatMoment, formatMomentLong } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { useZone } from '../scope/useZone.ts';
import type { AlertsSearch } from './search.ts';
import { DeliveryTag } from './tags.tsx';
import { deliveryText as text } from './text.ts';

const ANY = '';

const columnsOf = (zone: string): Column<AlertDelivery>[] => [
  {
    id: 'when',
    header: text.when,
    className: 'whitespace-nowrap',
    cell: ({ created_at }) => (
      <span className="tabular" title={formatMomentLong(created_at, zone)}>
        {formatMoment(created_at, zone)}
      </span>
    ),
  },
  { id: 'channel', header: text.channel, cell: ({ channel }) => channel },
  {
    id: 'alert',
    header: text.alert,
    from: 'sm',
    cell: ({ alert }) =>
      alert === undefined ? (
        <span className="text-ink-3">{text.test}</span>
      ) : (
        <Link to="/alerts" search={{ alert }} className={LINK_CLASS}>
          {text.show}
        </Link>
      ),
  },
  {
    id: 'state',
    header: text.state,
    cell: ({ state, next_try_at }) => (
      <>
        <DeliveryTag state={state} />
        {state !== 'pending' || next_try_at === undefined ? null : (
          <span className="ml-2 text-xs text-ink-3">{text.next(formatMoment(next_try_at, zone))}</span>
        )}
      </>
    ),
  },
  {
    id: 'attempts',
    header: text.attempts,
    align: 'end',
    from: 'sm',
    cell: ({ attempts }) => formatCount(attempts),
  },
  {
    id: 'error',
    header: text.error,
    from: 'md',
    cell: ({ error }) =>
      error === undefined ? null : (
        <span className="block max-w-96 truncate text-ink-2" title={error}>
          {error}
        </span>
      ),
  },
];

/** The log of what was told to whom. */
export function DeliveriesSection({
  search,
  onChange,
}: {
  search: AlertsSearch;
  onChange: (part: AlertsSearch) => void;
}) {
  const zone = useZone();
  const { channel } = search;
  const channels = useQuery(alertChannelsQuery()).data?.map(({ id }) => id) ?? [];
  const ids = channel === undefined || channels.includes(channel) ? channels : [...channels, channel];
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(deliveriesQuery({ channel }));
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data), [data]);
  const columns = useMemo(() => columnsOf(zone), [zone]);
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Select
            label={text.channel}
            showLabel
            value={channel ?? ANY}
            choices={[{ value: ANY, label: text.anyChannel }, ...ids.map((id) => ({ value: id, label: id }))]}
            onChange={(next) => onChange({ channel: next === ANY ? undefined : next })}
          />
        }
      />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {rows === undefined && error !== null ? null : (
        <Panel flush>
          {rows === undefined ? (
            <SkeletonRows rows={6} />
          ) : rows.length === 0 ? (
            <Empty title={text.none}>{text.noneHint}</Empty>
          ) : (
            <DataTable caption={text.caption} columns={columns} rows={rows} rowId={({ id }) => id} />
          )}
        </Panel>
      )}
      {hasNextPage ? (
        <div className="mt-4 text-center">
          <Button onClick={() => void fetchNextPage()}>{text.more}</Button>
        </div>
      ) : null}
    </>
  );
}
