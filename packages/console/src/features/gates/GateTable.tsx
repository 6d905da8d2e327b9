import { Link } from '@tanstack/react-router';
import type { GateSummary } from '@weir/core/contract';
import { useState } from 'react';
import { LINK_CLASS } from '../../ui/link.ts';
import { Meter } from '../../ui/meter.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { StageTag } from '../workloads/StageTag.tsx';
import { STATE_TONES, TRAFFIC_TONES } from './prepare.ts';
import { itemTexts, stateTexts, text } from './text.ts';

const MOST_NAMED = 3;
const ORDER = { open: 0, excepted: 1, passed: 2 } satisfies Record<GateSummary['state'], number>;
const TRAFFIC_ORDER = { refused: 0, allowed_with_warning: 1, allowed: 2 };

function OpenPoints({ missing }: { missing: GateSummary['missing'] }) {
  if (missing.length === 0) return <span className="text-ink-3">{text.none}</span>;
  const named = missing.slice(0, MOST_NAMED).map((id) => itemTexts[id]);
  const rest = missing.length - named.length;
  return (
    <span className="text-ink-2">
      {named.join(', ')}
      {rest === 0 ? null : <span className="text-ink-3"> {text.more(rest)}</span>}
    </span>
  );
}

const COLUMNS: Column<GateSummary>[] = [
  {
    id: 'workload',
    header: text.workload,
    compare: (a, b) => a.workload.localeCompare(b.workload),
    cell: ({ workload }) => (
      <Link to="/gates/$id" params={{ id: workload }} className={`${LINK_CLASS} font-medium break-words`}>
        {workload}
      </Link>
    ),
  },
  {
    id: 'state',
    header: text.state,
    compare: (a, b) => ORDER[a.state] - ORDER[b.state],
    cell: ({ state }) => <Tag tone={STATE_TONES[state]}>{stateTexts[state]}</Tag>,
  },
  {
    id: 'traffic',
    header: text.traffic,
    compare: (a, b) => TRAFFIC_ORDER[a.traffic] - TRAFFIC_ORDER[b.traffic],
    cell: ({ traffic }) => (
      <Tag tone={TRAFFIC_TONES[traffic]} title={text.trafficTexts[traffic]}>
        {text.trafficTags[traffic]}
      </Tag>
    ),
  },
  {
    id: 'met',
    header: text.met,
    align: 'end',
    from: 'sm',
    compare: (a, b) => a.met - b.met,
    cell: ({ met, of, state }) => (
      <span className="inline-flex w-20 flex-col gap-1">
        <span className="tabular">{text.of(met, of)}</span>
        <Meter value={of === 0 ? 0 : met / of} tone={STATE_TONES[state]} />
      </span>
    ),
  },
  {
    id: 'stage',
    header: text.stage,
    from: 'lg',
    compare: (a, b) => a.stage.localeCompare(b.stage),
    cell: ({ stage, environment }) => (
      <span className="inline-flex items-center gap-1.5">
        <StageTag stage={stage} />
        <span className="text-xs text-ink-3">{environment}</span>
      </span>
    ),
  },
  { id: 'open', header: text.open, from: 'md', cell: ({ missing }) => <OpenPoints missing={missing} /> },
];

export function GateTable({ rows }: { rows: readonly GateSummary[] }) {
  const [sort, setSort] = useState<Sort>({ id: 'state', desc: false });
  return (
    <DataTable
      caption={text.caption}
      columns={COLUMNS}
      rows={rows}
      rowId={({ workload }) => workload}
      sort={sort}
      onSort={setSort}
    />
  );
}
