import type { UseQueryResult } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { type ComponentProps, type ReactNode, useCallback, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';

interface Asked<T> {
  what: 'create' | 'change' | 'remove';
  /** Absent when one is to be made. */
  one?: T;
}

export type Ask<T> = (what: 'change' | 'remove', one: T) => void;

interface Props<T extends { id: string }> {
  text: {
    lead: string;
    create: string;
    empty: string;
    emptyHint: string;
    caption: string;
    removeLead: string;
    removed(id: string): string;
  };
  query: Pick<UseQueryResult<T[]>, 'data' | 'error' | 'refetch'>;
  /** A hook: is called at every rendering. `ask` never changes. */
  useColumns(ask: Ask<T>): Column<T>[];
  /** To make one (`one` absent) or change it. */
  dialog(one: T | undefined, close: () => void): ReactNode;
  remove: ComponentProps<typeof RemoveRecord>['remove'];
}

/** Records of one kind: listed, made, changed and removed. */
export function RecordsSection<T extends { id: string }>({
  text,
  query: { data, error, refetch },
  useColumns,
  dialog,
  remove,
}: Props<T>) {
  const [asked, setAsked] = useState<Asked<T>>();
  const ask: Ask<T> = useCallback((what, one) => setAsked({ what, one }), []);
  const columns = useColumns(ask);
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
      {asked === undefined || asked.what === 'remove' ? null : dialog(asked.one, close)}
      {asked?.what === 'remove' && asked.one !== undefined ? (
        <RemoveRecord
          id={asked.one.id}
          lead={text.removeLead}
          done={text.removed(asked.one.id)}
          remove={remove}
          onClose={close}
        />
      ) : null}
    </>
  );
}

/** The id, and the name where it says more. */
export function IdCell({ id, name }: { id: string; name: string }) {
  return (
    <>
      <span className="font-medium break-words">{id}</span>
      {name === id ? null : <span className="block text-xs text-ink-3">{name}</span>}
    </>
  );
}
