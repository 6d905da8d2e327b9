import { useQuery } from '@tanstack/react-query';
import type { GatewayHost } from '@weir/core/contract';
import { CircleCheck, Unplug } from 'lucide-react';
import { useMemo, useState } from 'react';
import { gatewaysQuery } from '../../api/alert-queries.ts';
import { formatBytes, formatDuration } from '../../format/number.ts';
import { formatAgo, formatMoment } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { ForgetDialog } from './ForgetDialog.tsx';
import { text } from './text.ts';

type Incarnation = GatewayHost['gateways'][number] & { host: string };

function Connection({ connected }: { connected: boolean }) {
  const Icon = connected ? CircleCheck : Unplug;
  return (
    <Tag tone={connected ? 'good' : 'bad'}>
      <Icon aria-hidden className="size-3.5" />
      {connected ? text.connected : text.away}
    </Tag>
  );
}

const hostColumns = (now: number): Column<GatewayHost>[] => [
  {
    id: 'host',
    header: text.host,
    cell: ({ host }) => <span className="font-medium break-all">{host}</span>,
  },
  {
    id: 'connection',
    header: text.connection,
    cell: ({ connected, seen_at }) => (
      <>
        <Connection connected={connected} />
        <span className="ml-2 text-xs text-ink-3">
          {seen_at === null ? text.never : text.seen(formatAgo(seen_at, now))}
        </span>
      </>
    ),
  },
  {
    id: 'behind',
    header: text.behind,
    align: 'end',
    from: 'sm',
    cell: ({ lag_ms }) => formatDuration(lag_ms),
  },
  {
    id: 'spool',
    header: text.spool,
    align: 'end',
    from: 'sm',
    cell: ({ spool_bytes }) => formatBytes(spool_bytes),
  },
  {
    id: 'error',
    header: text.error,
    from: 'lg',
    cell: ({ last_error }) => (
      <span className="block max-w-96 truncate text-ink-2" title={last_error}>
        {last_error ?? text.none}
      </span>
    ),
  },
];

function useIncarnationColumns(zone: string, forget: (id: string) => void): Column<Incarnation>[] {
  return useMemo(
    () => [
      {
        id: 'gateway',
        header: text.gateway,
        cell: ({ id }) => <span className="font-mono text-xs break-all">{id}</span>,
      },
      { id: 'host', header: text.host, from: 'md', cell: ({ host }) => host },
      {
        id: 'state',
        header: text.state,
        cell: ({ state }) => <Tag tone={state === 'alive' ? 'accent' : 'neutral'}>{text.states[state]}</Tag>,
      },
      {
        id: 'connection',
        header: text.connection,
        from: 'sm',
        cell: ({ connected }) => <Connection connected={connected} />,
      },
      { id: 'since', header: text.since, from: 'lg', cell: ({ since }) => formatMoment(since, zone) },
      {
        id: 'forget',
        header: text.forget,
        align: 'end',
        cell: ({ id, connected }) =>
          connected ? null : (
            <Button size="sm" look="danger" aria-label={text.forgetLabel(id)} onClick={() => forget(id)}>
              {text.forget}
            </Button>
          ),
      },
    ],
    [zone, forget],
  );
}

function Hosts({ hosts }: { hosts: readonly GatewayHost[] }) {
  const zone = useZone();
  const now = useNow(5_000).getTime();
  const [forgetting, setForgetting] = useState<string>();
  const columns = useMemo(() => hostColumns(now), [now]);
  const incarnations = hosts.flatMap(({ host, gateways }) => gateways.map((one) => ({ ...one, host })));
  const ofIncarnations = useIncarnationColumns(zone, setForgetting);
  return (
    <div className="flex flex-col gap-5">
      <Panel flush>
        <DataTable caption={text.caption} columns={columns} rows={hosts} rowId={({ host }) => host} />
      </Panel>
      <Panel title={text.incarnations} note={text.incarnationsNote} flush>
        {incarnations.length === 0 ? (
          <p className="px-4 pb-4 text-sm text-ink-2">{text.noGateways}</p>
        ) : (
          <DataTable
            caption={text.incarnations}
            columns={ofIncarnations}
            rows={incarnations}
            rowId={({ id }) => id}
          />
        )}
      </Panel>
      {forgetting === undefined ? null : (
        <ForgetDialog id={forgetting} onClose={() => setForgetting(undefined)} />
      )}
    </div>
  );
}

export default function GatewaysPage() {
  const { data, error, refetch } = useQuery(gatewaysQuery());
  return (
    <Page title={text.title} lead={text.lead}>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && (
          <Panel flush>
            <SkeletonRows rows={3} />
          </Panel>
        )
      ) : data.length === 0 ? (
        <Panel>
          <Empty title={text.empty}>
            <p>{text.emptyHint}</p>
            <CodeBlock className="mt-4" label={text.command} text="weir gateway" />
          </Empty>
        </Panel>
      ) : (
        <Hosts hosts={data} />
      )}
    </Page>
  );
}
