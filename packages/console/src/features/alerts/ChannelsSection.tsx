import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AlertChannel } from '@weir/core/contract';
import { useMemo, useState } from 'react';
import { type CreatedChannel, removeChannel } from '../../api/alert-mutations.ts';
import { alertChannelsQuery } from '../../api/alert-queries.ts';
import { formatAgo } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { Column } from '../../ui/table.tsx';
import { text as recordText } from '../records/text.ts';
import { RecordActions } from '../routing/RecordActions.tsx';
import { type Ask, IdCell, RecordsSection } from '../routing/RecordsSection.tsx';
import { useNow } from '../scope/useNow.ts';
import { ChannelDialog } from './ChannelDialog.tsx';
import { TestButton } from './TestButton.tsx';
import { DeliveryTag } from './tags.tsx';
import { channelLabels, channelText as text } from './text.ts';

function LastDelivery({ channel: { id, last_delivery } }: { channel: AlertChannel }) {
  const now = useNow().getTime();
  if (last_delivery === undefined) return <span className="text-ink-3">{text.never}</span>;
  const { at, ok, error } = last_delivery;
  return (
    <Link
      to="/alerts"
      search={{ tab: 'deliveries', channel: id }}
      title={text.deliveries(id)}
      className="group block"
    >
      <DeliveryTag state={ok ? 'delivered' : 'failed'} />
      <span className="ml-2 text-xs text-ink-3 group-hover:underline">{formatAgo(at, now)}</span>
      {ok || error === undefined ? null : (
        <span className="block max-w-64 truncate text-xs text-ink-2" title={error}>
          {error}
        </span>
      )}
    </Link>
  );
}

function useColumns(ask: Ask<AlertChannel>): Column<AlertChannel>[] {
  return useMemo(
    () => [
      { id: 'id', header: recordText.id, cell: ({ id, name }) => <IdCell id={id} name={name} /> },
      { id: 'kind', header: text.kind, from: 'md', cell: ({ kind }) => channelLabels[kind] },
      {
        id: 'target',
        header: text.target,
        from: 'lg',
        cell: ({ target, to }) => (
          <span className="block max-w-56 truncate" title={to?.join(', ') ?? target}>
            {target}
          </span>
        ),
      },
      {
        id: 'last',
        header: text.last,
        from: 'sm',
        cell: (channel) => <LastDelivery channel={channel} />,
      },
      { id: 'test', header: text.test, cell: ({ id }) => <TestButton id={id} /> },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (channel) => (
          <span className="inline-flex">
            <RecordActions
              id={channel.id}
              onChange={() => ask('change', channel)}
              onRemove={() => ask('remove', channel)}
            />
          </span>
        ),
      },
    ],
    [ask],
  );
}

function Secret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <Dialog open firm onClose={onDone} title={text.secretTitle} description={text.secretLead}>
      <div className="flex flex-col gap-5">
        <div className="flex items-center gap-1 rounded-md border border-accent/40 bg-accent-weak py-1 pr-1 pl-3">
          <code data-testid="secret" className="min-w-0 flex-1 font-mono text-sm break-all">
            {secret}
          </code>
          <CopyButton text={secret} label={text.copySecret} />
        </div>
        <Button look="primary" className="self-end" onClick={onDone}>
          {text.done}
        </Button>
      </div>
    </Dialog>
  );
}

/** Ways to reach people. */
export function ChannelsSection() {
  const [created, setCreated] = useState<CreatedChannel>();
  const secret = created?.signing_secret;
  return (
    <>
      <RecordsSection
        text={text}
        query={useQuery(alertChannelsQuery())}
        useColumns={useColumns}
        dialog={(channel, close) => (
          <ChannelDialog channel={channel} onCreated={setCreated} onClose={close} />
        )}
        remove={removeChannel}
      />
      {secret === undefined ? null : <Secret secret={secret} onDone={() => setCreated(undefined)} />}
    </>
  );
}
