import { Link } from '@tanstack/react-router';
import { ChartColumnStacked, Pencil, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { buttonClass, IconButton } from '../../ui/button.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { text as recordText } from '../records/text.ts';
import { useZone } from '../scope/useZone.ts';
import { OwnerDialog } from './OwnerDialog.tsx';
import { dimensionOf, type Holdings, type Owner, type OwnerKind, removeOwner } from './owners.ts';
import { ownerTexts, ownerText as text } from './text.ts';

interface OwnerTableProps {
  kind: OwnerKind;
  owners: readonly Owner[];
  holdings: ReadonlyMap<string, Holdings>;
  parents: readonly Owner[];
}

/** What each kind holds, beside workloads. */
const HELD: Record<OwnerKind, readonly (keyof Holdings)[]> = {
  'cost-centers': ['teams', 'workloads'],
  teams: ['applications', 'workloads'],
  applications: ['workloads'],
};

export function OwnerTable({ kind, owners, holdings, parents }: OwnerTableProps) {
  const zone = useZone();
  const [sort, setSort] = useState<Sort>({ id: 'id', desc: false });
  const [asked, setAsked] = useState<{ what: 'change' | 'remove'; owner: Owner }>();
  const { parent: parentLabel } = ownerTexts[kind];
  const columns = useMemo((): Column<Owner>[] => {
    const held = (id: string, what: keyof Holdings) => holdings.get(id)?.[what] ?? 0;
    return [
      {
        id: 'id',
        header: recordText.id,
        compare: (a, b) => a.id.localeCompare(b.id),
        cell: ({ id, name, parent }) => (
          <>
            <span className="font-medium break-words">{id}</span>
            <span className="block text-xs text-ink-3 md:hidden">
              {parent === undefined ? name : text.below(name, parent)}
            </span>
          </>
        ),
      },
      {
        id: 'name',
        header: recordText.name,
        from: 'md',
        compare: (a, b) => a.name.localeCompare(b.name),
        cell: ({ name }) => name,
      },
      ...(parentLabel === undefined
        ? []
        : [
            {
              id: 'parent',
              header: parentLabel,
              from: 'md' as const,
              compare: (a: Owner, b: Owner) => (a.parent ?? '').localeCompare(b.parent ?? ''),
              cell: ({ parent }: Owner) => parent ?? <span className="text-ink-3">{text.none}</span>,
            },
          ]),
      ...HELD[kind].map(
        (what): Column<Owner> => ({
          id: what,
          header: text[what],
          align: 'end',
          from: 'sm',
          compare: (a, b) => held(a.id, what) - held(b.id, what),
          cell: ({ id }) => formatCount(held(id, what)),
        }),
      ),
      {
        id: 'created',
        header: text.created,
        from: 'xl',
        align: 'end',
        compare: (a, b) => a.created_at.localeCompare(b.created_at),
        cell: ({ created_at }) => formatDay(created_at, zone),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (owner) => (
          <span className="inline-flex">
            <Link
              to="/explorer"
              search={{ by: ['model'], filter: [`${dimensionOf[kind]}=${owner.id}`], range: '30d' }}
              aria-label={text.costs(owner.id)}
              title={text.costs(owner.id)}
              className={buttonClass('quiet', 'icon')}
            >
              <ChartColumnStacked aria-hidden />
            </Link>
            <IconButton
              label={recordText.change(owner.id)}
              onClick={() => setAsked({ what: 'change', owner })}
            >
              <Pencil aria-hidden />
            </IconButton>
            <IconButton
              label={recordText.remove(owner.id)}
              className="hover:!text-bad"
              onClick={() => setAsked({ what: 'remove', owner })}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        ),
      },
    ];
  }, [kind, holdings, parentLabel, zone]);
  const close = () => setAsked(undefined);
  return (
    <>
      <DataTable
        caption={ownerTexts[kind].caption}
        columns={columns}
        rows={owners}
        rowId={({ id }) => id}
        sort={sort}
        onSort={setSort}
      />
      {asked?.what === 'change' ? (
        <OwnerDialog kind={kind} owner={asked.owner} parents={parents} onClose={close} />
      ) : null}
      {asked?.what === 'remove' ? (
        <RemoveRecord
          id={asked.owner.id}
          lead={ownerTexts[kind].removeLead}
          done={ownerTexts[kind].removed(asked.owner.id)}
          remove={removeOwner[kind]}
          onClose={close}
        />
      ) : null}
    </>
  );
}
