import { Link } from '@tanstack/react-router';
import type { CallFact } from '@weir/core/contract';
import { useMemo } from 'react';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { dimensionLabel, dimensionLabels, tagSourceLabels } from '../scope/text.ts';
import { callText } from './text.ts';

type Entry = [name: string, value: string];

const dimensionOf = (tag: string) => (tag in dimensionLabels ? tag : `tag.${tag}`);

/** Tags of a call and where each came from; a value leads to all calls that share it. */
export function TagTable({ call }: { call: CallFact }) {
  const columns = useMemo(
    (): Column<Entry>[] => [
      {
        id: 'tag',
        header: callText.tag,
        cell: ([name]) => <span className="text-ink-2">{dimensionLabel(name)}</span>,
      },
      {
        id: 'value',
        header: callText.value,
        cell: ([name, value]) => (
          <Link
            to="/calls"
            search={{ filter: [`${dimensionOf(name)}=${value}`] }}
            className="font-medium wrap-anywhere underline-offset-4 hover:underline"
          >
            {value}
          </Link>
        ),
      },
      {
        id: 'from',
        header: callText.from,
        align: 'end',
        cell: ([name]) => {
          const source = call.tag_sources[name];
          return source === undefined ? callText.none : <Tag>{tagSourceLabels[source]}</Tag>;
        },
      },
    ],
    [call],
  );
  return (
    <Panel title={callText.tags} flush>
      <DataTable
        caption={callText.tags}
        columns={columns}
        rows={Object.entries(call.tags)}
        rowId={([name]) => name}
      />
    </Panel>
  );
}
