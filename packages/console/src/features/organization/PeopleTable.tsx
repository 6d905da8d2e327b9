import type { Person, Workload } from '@weir/core/contract';
import { LogOut, Pencil, Trash2, Undo2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatCount } from '../../format/number.ts';
import { IconButton } from '../../ui/button.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { text as recordText } from '../records/text.ts';
import { ownedCount } from './people.ts';
import { roleLabels, peopleText as text } from './people-text.ts';

export type Asked = 'change' | 'leave' | 'return' | 'remove';

interface PeopleTableProps {
  people: readonly Person[];
  workloads: readonly Workload[] | undefined;
  onAsk: (what: Asked, person: Person) => void;
}

function Roles({ person: { roles } }: { person: Person }) {
  if (roles.length === 0) return <span className="text-ink-3">{text.none}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {roles.map((role) => (
        <Tag key={role}>{roleLabels[role]}</Tag>
      ))}
    </span>
  );
}

export function PeopleTable({ people, workloads, onAsk }: PeopleTableProps) {
  const [sort, setSort] = useState<Sort>({ id: 'person', desc: false });
  const columns = useMemo((): Column<Person>[] => {
    const counts = new Map(people.map((person) => [person.id, ownedCount(person, workloads ?? [])]));
    const owned = ({ id }: Person) => counts.get(id) ?? 0;
    return [
      {
        id: 'person',
        header: text.person,
        compare: (a, b) => a.name.localeCompare(b.name),
        cell: ({ name, email, state, roles }) => (
          <>
            <span className="font-medium break-words">{name}</span>{' '}
            {state === 'left' ? <Tag tone="warn">{text.states.left}</Tag> : null}
            <span className="block text-xs break-all text-ink-3">{email}</span>
            {roles.length === 0 ? null : (
              <span className="block text-xs text-ink-2 sm:hidden">
                {roles.map((role) => roleLabels[role]).join(', ')}
              </span>
            )}
          </>
        ),
      },
      {
        id: 'team',
        header: text.team,
        from: 'md',
        compare: (a, b) => (a.team ?? '').localeCompare(b.team ?? ''),
        cell: ({ team }) => team ?? <span className="text-ink-3">{text.none}</span>,
      },
      { id: 'roles', header: text.roles, from: 'sm', cell: (person) => <Roles person={person} /> },
      {
        id: 'owns',
        header: text.owns,
        align: 'end',
        from: 'sm',
        compare: (a, b) => owned(a) - owned(b),
        cell: (person) => (
          <span title={text.ownsHint}>{workloads === undefined ? '' : formatCount(owned(person))}</span>
        ),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (person) => (
          <span className="inline-flex">
            <IconButton label={recordText.change(person.name)} onClick={() => onAsk('change', person)}>
              <Pencil aria-hidden />
            </IconButton>
            {person.state === 'active' ? (
              <IconButton label={text.leave(person.name)} onClick={() => onAsk('leave', person)}>
                <LogOut aria-hidden />
              </IconButton>
            ) : (
              <IconButton label={text.back(person.name)} onClick={() => onAsk('return', person)}>
                <Undo2 aria-hidden />
              </IconButton>
            )}
            <IconButton
              label={recordText.remove(person.name)}
              className="hover:!text-bad"
              onClick={() => onAsk('remove', person)}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        ),
      },
    ];
  }, [people, workloads, onAsk]);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={people}
      rowId={({ id }) => id}
      sort={sort}
      onSort={setSort}
    />
  );
}
