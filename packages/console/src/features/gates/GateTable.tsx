import { Link } from '@tanstack/react-router';
import type { GateStatus, GateSummary } from '@weir/core/contract';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { text } from './text.ts';

const TONES: Record<GateStatus['state'], Tone> = { passed: 'good', excepted: 'warn', open: 'bad' };
const MOST_NAMED = 3;
const named = (id: string) => id.replaceAll('_', ' ');

const COLUMNS: Column<GateSummary>[] = [
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
    cell: ({ missing }) =>
      missing.length === 0
        ? text.none
        : `${missing.slice(0, MOST_NAMED).map(named).join(', ')}${missing.length > MOST_NAMED ? ' …' : ''}`,
  },
];

export function GateTable({ rows }: { rows: readonly GateSummary[] }) {
  return (
    <DataTable caption={text.caption} columns={COLUMNS} rows={rows} rowId={({ workload }) => workload} />
  );
}
