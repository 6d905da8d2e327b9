import { useQuery } from '@tanstack/react-query';
import type { DataClass } from '@weir/core/contract';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { removeDataClass } from '../../api/gateway-mutations.ts';
import { dataClassesQuery } from '../../api/gateway-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { text as recordText } from '../records/text.ts';
import { DataClassDialog } from './DataClassDialog.tsx';
import { RecordActions } from './RecordActions.tsx';
import { routeText, classText as text } from './text.ts';
import { usersOfClass } from './users.ts';

type Asked = { what: 'create' } | { what: 'change' | 'remove'; one: DataClass };

const allowed = (names: readonly string[]) =>
  names.length === 0 ? <span className="text-ink-3">{text.all}</span> : names.join(', ');

function useColumns(ask: (asked: Asked) => void): Column<DataClass>[] {
  const workloads = useQuery(workloadsQuery()).data;
  return useMemo(
    () => [
      {
        id: 'id',
        header: recordText.id,
        cell: ({ id, name }) => (
          <>
            <span className="font-medium break-words">{id}</span>
            {name === id ? null : <span className="block text-xs text-ink-3">{name}</span>}
          </>
        ),
      },
      { id: 'providers', header: text.providers, cell: (one) => allowed(one.allowed_providers) },
      { id: 'regions', header: text.regions, from: 'sm', cell: (one) => allowed(one.allowed_regions) },
      {
        id: 'used',
        header: text.used,
        from: 'lg',
        cell: ({ id }) =>
          usersOfClass(id, workloads ?? []).join(', ') || (
            <span className="text-ink-3">{routeText.none}</span>
          ),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (one) => (
          <span className="inline-flex">
            <RecordActions
              id={one.id}
              onChange={() => ask({ what: 'change', one })}
              onRemove={() => ask({ what: 'remove', one })}
            />
          </span>
        ),
      },
    ],
    [workloads, ask],
  );
}

/** Where data of which kind may go. */
export function DataClassesSection() {
  const { data, error, refetch } = useQuery(dataClassesQuery());
  const [asked, setAsked] = useState<Asked>();
  const columns = useColumns(setAsked);
  const close = () => setAsked(undefined);
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Button look="primary" onClick={() => setAsked({ what: 'create' })}>
            <Plus aria-hidden />
            {text.create}
          </Button>
        }
      />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error !== null ? null : (
        <Panel flush>
          {data === undefined ? (
            <SkeletonRows rows={4} />
          ) : data.length === 0 ? (
            <Empty title={text.empty}>{text.emptyHint}</Empty>
          ) : (
            <DataTable caption={text.caption} columns={columns} rows={data} rowId={({ id }) => id} />
          )}
        </Panel>
      )}
      {asked?.what === 'create' ? <DataClassDialog onClose={close} /> : null}
      {asked?.what === 'change' ? <DataClassDialog one={asked.one} onClose={close} /> : null}
      {asked?.what === 'remove' ? (
        <RemoveRecord
          id={asked.one.id}
          lead={text.removeLead}
          done={text.removed(asked.one.id)}
          remove={removeDataClass}
          onClose={close}
        />
      ) : null}
    </>
  );
}
