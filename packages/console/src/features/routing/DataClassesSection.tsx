import { useQuery } from '@tanstack/react-query';
import type { DataClass } from '@weir/core/contract';
import { useMemo } from 'react';
import { removeDataClass } from '../../api/gateway-mutations.ts';
import { dataClassesQuery } from '../../api/gateway-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import type { Column } from '../../ui/table.tsx';
import { text as recordText } from '../records/text.ts';
import { DataClassDialog } from './DataClassDialog.tsx';
import { RecordActions } from './RecordActions.tsx';
import { type Ask, IdCell, RecordsSection } from './RecordsSection.tsx';
import { routeText, classText as text } from './text.ts';
import { usersOfClass } from './users.ts';

const allowed = (names: readonly string[]) =>
  names.length === 0 ? <span className="text-ink-3">{text.all}</span> : names.join(', ');

function useColumns(ask: Ask<DataClass>): Column<DataClass>[] {
  const workloads = useQuery(workloadsQuery()).data;
  return useMemo(
    () => [
      {
        id: 'id',
        header: recordText.id,
        cell: ({ id, name }) => <IdCell id={id} name={name} />,
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
              onChange={() => ask('change', one)}
              onRemove={() => ask('remove', one)}
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
  return (
    <RecordsSection
      text={text}
      query={useQuery(dataClassesQuery())}
      useColumns={useColumns}
      dialog={(one, close) => <DataClassDialog {...(one === undefined ? {} : { one })} onClose={close} />}
      remove={removeDataClass}
    />
  );
}
