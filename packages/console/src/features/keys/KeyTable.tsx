import { Link } from '@tanstack/react-router';
import type { Key } from '@weir/core/contract';
import { Ban, RotateCw } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatAgo, formatDay } from '../../format/time.ts';
import { IconButton } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { RevokeDialog } from './RevokeDialog.tsx';
import { RotateDialog } from './RotateDialog.tsx';
import { text } from './text.ts';

const TONES: Record<Key['state'], Tone> = { active: 'good', revoked: 'neutral', expired: 'neutral' };

function WorkloadLink({ id }: { id: string }) {
  return (
    <Link to="/workloads/$id" params={{ id }} className={LINK_CLASS}>
      {id}
    </Link>
  );
}

interface KeyTableProps {
  keys: readonly Key[];
  /** Leaves the workload column out. */
  ofOneWorkload?: boolean;
}

export function KeyTable({ keys, ofOneWorkload = false }: KeyTableProps) {
  const zone = useZone();
  const now = useNow();
  const [asked, setAsked] = useState<{ what: 'rotate' | 'revoke'; key: Key }>();
  const columns = useMemo(
    (): Column<Key>[] => [
      {
        id: 'name',
        header: text.name,
        cell: (key) => (
          <>
            <span className="font-medium break-all">{key.name}</span>
            <span className="block text-xs break-all sm:hidden">
              {ofOneWorkload ? null : <WorkloadLink id={key.workload} />}{' '}
              <span className="font-mono text-ink-3">{key.prefix}…</span>
            </span>
          </>
        ),
      },
      {
        id: 'secret',
        header: text.secret,
        from: 'sm',
        cell: (key) => <span className="font-mono text-xs whitespace-nowrap text-ink-2">{key.prefix}…</span>,
      },
      ...(ofOneWorkload
        ? []
        : [
            {
              id: 'workload',
              header: text.workload,
              from: 'sm' as const,
              cell: (key: Key) => <WorkloadLink id={key.workload} />,
            },
          ]),
      {
        id: 'state',
        header: text.state,
        cell: (key) => <Tag tone={TONES[key.state]}>{text.states[key.state]}</Tag>,
      },
      {
        id: 'used',
        header: text.lastUsed,
        from: 'md',
        cell: (key) =>
          key.last_used_at === undefined ? text.never : formatAgo(key.last_used_at, now.getTime()),
      },
      {
        id: 'expires',
        header: text.expires,
        from: 'lg',
        cell: (key) => (key.expires_at === undefined ? text.noExpiry : formatDay(key.expires_at, zone)),
      },
      { id: 'created', header: text.created, from: 'lg', cell: (key) => formatDay(key.created_at, zone) },
      {
        id: 'actions',
        header: text.actions,
        align: 'end',
        cell: (key) =>
          key.state === 'active' ? (
            <span className="inline-flex">
              <IconButton
                label={`${text.rotate} ${key.name}`}
                onClick={() => setAsked({ what: 'rotate', key })}
              >
                <RotateCw aria-hidden />
              </IconButton>
              <IconButton
                label={`${text.revoke} ${key.name}`}
                className="hover:!text-bad"
                onClick={() => setAsked({ what: 'revoke', key })}
              >
                <Ban aria-hidden />
              </IconButton>
            </span>
          ) : null,
      },
    ],
    [zone, now, ofOneWorkload],
  );
  const close = () => setAsked(undefined);
  return (
    <>
      <DataTable caption={text.caption} columns={columns} rows={keys} rowId={({ id }) => id} />
      {asked?.what === 'rotate' ? <RotateDialog keyToRotate={asked.key} onClose={close} /> : null}
      {asked?.what === 'revoke' ? <RevokeDialog keyToRevoke={asked.key} onClose={close} /> : null}
    </>
  );
}
