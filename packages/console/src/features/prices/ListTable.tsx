import { Link } from '@tanstack/react-router';
import type { PriceListView } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatCount } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { useNow } from '../scope/useNow.ts';
import { type ListState, listState } from './prepare.ts';
import { CHANGES } from './search.ts';
import { changeLabels, listsText as text } from './text.ts';

const STATES: Record<ListState, { tone: Tone; label: string }> = {
  proposed: { tone: 'warn', label: text.proposed },
  next: { tone: 'accent', label: text.next },
  in_force: { tone: 'good', label: text.inForce },
  superseded: { tone: 'neutral', label: text.superseded },
  rejected: { tone: 'neutral', label: text.rejected },
};

/** Source of the list that a Weir begins with. */
const BUNDLED = 'bundled';

export function ChangeCounts({ changes }: { changes: PriceListView['changes'] }) {
  const some = CHANGES.filter((change) => (changes[change] ?? 0) > 0);
  if (some.length === 0) return <span className="text-ink-3">{text.nothingChanges}</span>;
  return (
    <span className="tabular">
      {some
        .map((change) => `${formatCount(changes[change] ?? 0)} ${changeLabels[change].toLowerCase()}`)
        .join(', ')}
    </span>
  );
}

function holdsOf({ from, until, state }: PriceListView, zone: string): string {
  const at = (instant: string) => formatMoment(instant, zone);
  if (state !== 'approved') return '–';
  if (from === undefined) return until === undefined ? text.everSince : text.untilAt(at(until));
  return until === undefined ? text.from(at(from)) : text.fromTo(at(from), at(until));
}

interface ListTableProps {
  lists: readonly PriceListView[];
  zone: string;
  /** Id of the one whose changes stand below. */
  shown: string | undefined;
}

export function ListTable({ lists, zone, shown }: ListTableProps) {
  const now = useNow(60_000);
  const columns = useMemo(
    (): Column<PriceListView>[] => [
      {
        id: 'version',
        header: text.version,
        cell: ({ id, version, source, digest }) => (
          <span title={digest}>
            <Link
              to="/prices"
              search={{ section: 'lists', list: id }}
              replace
              aria-label={text.showOf(version)}
              {...(id === shown ? { 'aria-current': 'true' as const } : {})}
              className={`${LINK_CLASS} font-medium break-all`}
            >
              {version}
            </Link>
            <span className="block text-xs text-ink-3">{text.sourceOf(source)}</span>
          </span>
        ),
      },
      {
        id: 'state',
        header: text.state,
        cell: (list) => {
          const { tone, label } = STATES[listState(list, now.getTime())];
          return <Tag tone={tone}>{label}</Tag>;
        },
      },
      {
        id: 'changes',
        header: text.changes,
        from: 'md',
        cell: ({ changes, source }) =>
          source === BUNDLED ? (
            <span className="text-ink-3">{text.first}</span>
          ) : (
            <ChangeCounts changes={changes} />
          ),
      },
      {
        id: 'holds',
        header: text.holds,
        from: 'lg',
        cell: (list) => <span className="text-xs whitespace-nowrap">{holdsOf(list, zone)}</span>,
      },
      {
        id: 'decided',
        header: text.decided,
        align: 'end',
        cell: (list) =>
          list.state === 'proposed' ? (
            <span className="text-xs text-ink-2">
              {text.waiting}
              <span className="block text-ink-3">
                {text.proposedBy(list.proposed_by, formatMoment(list.proposed_at, zone))}
              </span>
            </span>
          ) : (
            <span className="text-xs text-ink-2">
              {list.decided_by === undefined || list.decided_at === undefined
                ? '–'
                : text.proposedBy(list.decided_by, formatMoment(list.decided_at, zone))}
              {list.decision_note === undefined ? null : (
                <span className="block text-ink-3">{list.decision_note}</span>
              )}
            </span>
          ),
      },
    ],
    [now, zone, shown],
  );
  return <DataTable caption={text.caption} columns={columns} rows={lists} rowId={({ id }) => id} />;
}
