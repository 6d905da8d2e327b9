import { Link } from '@tanstack/react-router';
import type { GateStatus } from '@weir/core/contract';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { text } from './text.ts';

const TONES: Record<GateStatus['state'], Tone> = { passed: 'good', excepted: 'warn', open: 'bad' };
const MOST_NAMED = 3;
const isDone = (state: string) => state === 'met' || state === 'excepted';

const COLUMNS: Column<GateStatus>[] = [
  {
    id: 'workload',
    header: text.workload,
    cell: ({ workload }) => (
      <Link to="/workloads/$id" params={{ id: workload }} className={LINK_CLASS}>
        {workload}
      </Link>
    ),
  },
  {
    id: 'state',
    header: text.state,
    cell: ({ state }) => <Tag tone={TONES[state]}>{text.states[state]}</Tag>,
  },
  { id: 'met', header: text.met, align: 'end', cell: ({ met, of }) => text.of(met, of) },
  { id: 'traffic', header: text.traffic, from: 'sm', cell: ({ traffic }) => text.traffics[traffic] },
  {
    id: 'open',
    header: text.open,
    from: 'md',
    cell: ({ items }) => {
      const titles = items.filter(({ state }) => !isDone(state)).map(({ title }) => title);
      return titles.length === 0 ? text.none : titles.slice(0, MOST_NAMED).join(', ');
    },
  },
];

export function GateTable({ rows }: { rows: readonly GateStatus[] }) {
  return (
    <DataTable caption={text.caption} columns={COLUMNS} rows={rows} rowId={({ workload }) => workload} />
  );
}
