import { useQuery } from '@tanstack/react-query';
import type { Mapping } from '@weir/core/contract';
import { lazy, Suspense, useMemo } from 'react';
import { removeMapping } from '../../api/source-mutations.ts';
import { mappingsQuery } from '../../api/source-queries.ts';
import type { Column } from '../../ui/table.tsx';
import { text as recordText } from '../records/text.ts';
import { RecordActions } from '../routing/RecordActions.tsx';
import { type Ask, IdCell, RecordsSection } from '../routing/RecordsSection.tsx';
import { mappingText as text } from './text.ts';

const MappingDialog = lazy(() => import('./MappingDialog.tsx'));

function useColumns(ask: Ask<Mapping>): Column<Mapping>[] {
  return useMemo(
    () => [
      { id: 'id', header: recordText.id, cell: ({ id, name }) => <IdCell id={id} name={name} /> },
      {
        id: 'maps',
        header: text.maps,
        from: 'sm',
        cell: ({ rules }) => (
          <span className="text-xs text-ink-2">
            {Object.entries(rules.columns)
              .map(([field, column]) => `${column} → ${field}`)
              .join(', ')}
          </span>
        ),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (mapping) => (
          <span className="inline-flex">
            <RecordActions
              id={mapping.id}
              onChange={() => ask('change', mapping)}
              onRemove={() => ask('remove', mapping)}
            />
          </span>
        ),
      },
    ],
    [ask],
  );
}

/** Saved ways to read files of no known format. */
export default function MappingsSection() {
  return (
    <RecordsSection
      text={text}
      query={useQuery(mappingsQuery())}
      useColumns={useColumns}
      dialog={(mapping, close) => (
        <Suspense>
          <MappingDialog mapping={mapping} onClose={close} />
        </Suspense>
      )}
      remove={removeMapping}
    />
  );
}
