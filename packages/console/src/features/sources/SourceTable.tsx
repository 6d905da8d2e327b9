import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Source } from '@weir/core/contract';
import { useMemo, useState } from 'react';
import { sourceKindsQuery } from '../../api/source-queries.ts';
import { formatCount } from '../../format/number.ts';
import { formatAgo, formatMoment } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { compareTrouble } from './prepare.ts';
import { RoleTag, RunTag, StateTag } from './tags.tsx';
import { text } from './text.ts';

function Rows({ source: { id, quarantined } }: { source: Source }) {
  if (quarantined === 0) return <span className="text-ink-3">–</span>;
  return (
    <Link to="/sources/$id" params={{ id }} hash="quarantine">
      <Tag tone="warn">{text.rows(formatCount(quarantined), quarantined === 1)}</Tag>
    </Link>
  );
}

/** What every source is, how far it reaches and what is wrong with it. */
export function SourceTable({ sources }: { sources: readonly Source[] }) {
  const zone = useZone();
  const now = useNow().getTime();
  const kinds = useQuery(sourceKindsQuery()).data;
  const [sort, setSort] = useState<Sort>({ id: 'state', desc: false });
  const columns = useMemo((): Column<Source>[] => {
    const kindName = (kind: string) => kinds?.find((one) => one.kind === kind)?.name ?? kind;
    return [
      {
        id: 'name',
        header: text.name,
        cell: ({ id, name, kind }) => (
          <>
            <Link to="/sources/$id" params={{ id }} className={`${LINK_CLASS} font-medium break-words`}>
              {name}
            </Link>
            <span className="block text-xs text-ink-3">{kindName(kind)}</span>
          </>
        ),
        compare: (a, b) => a.name.localeCompare(b.name),
      },
      { id: 'role', header: text.role, from: 'md', cell: ({ role }) => <RoleTag role={role} /> },
      {
        id: 'state',
        header: text.state,
        cell: ({ state, last_error }) => (
          <>
            <StateTag state={state} />
            {last_error === undefined || state !== 'failing' ? null : (
              <span className="mt-0.5 block max-w-64 truncate text-xs text-ink-2" title={last_error}>
                {last_error}
              </span>
            )}
          </>
        ),
        compare: compareTrouble,
      },
      {
        id: 'covered',
        header: text.covered,
        from: 'sm',
        cell: ({ covered_until: until }) =>
          until === undefined ? (
            <span className="text-ink-3">{text.nothingYet}</span>
          ) : (
            <span className="tabular whitespace-nowrap">
              {formatMoment(until, zone)}
              <span className="block text-xs text-ink-3">{formatAgo(until, now)}</span>
            </span>
          ),
        compare: (a, b) => (a.covered_until ?? '').localeCompare(b.covered_until ?? ''),
      },
      {
        id: 'last',
        header: text.lastRun,
        from: 'lg',
        cell: ({ last_run: run }) =>
          run === undefined ? (
            <span className="text-ink-3">{text.never}</span>
          ) : (
            <>
              <RunTag run={run} />
              <span className="ml-2 text-xs whitespace-nowrap text-ink-3">
                {formatAgo(run.started_at, now)}
              </span>
            </>
          ),
      },
      {
        id: 'quarantine',
        header: text.quarantine,
        align: 'end',
        cell: (source) => <Rows source={source} />,
        compare: (a, b) => a.quarantined - b.quarantined,
      },
    ];
  }, [zone, now, kinds]);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={sources}
      rowId={({ id }) => id}
      sort={sort}
      onSort={setSort}
    />
  );
}
