import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Belongings, Person } from '@weir/core/contract';
import { useState } from 'react';
import { belongingsQuery, leavePerson } from '../../api/people-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { isNothing } from './people.ts';
import { leaveText as text } from './people-text.ts';

function Theirs({ belongings }: { belongings: Belongings }) {
  const rows = [
    ...belongings.workloads.map((one) => ({ ...one, kind: text.workload, to: '/workloads/$id' as const })),
    ...belongings.budgets.map((one) => ({ ...one, kind: text.budget, to: '/budgets/$id' as const })),
  ];
  if (rows.length === 0) return <p className="text-sm text-ink-2">{text.nothing}</p>;
  return (
    <section aria-label={text.theirs} className="rounded-md border border-line">
      <h3 className="px-3 pt-2 pb-1 text-xs text-ink-3">{text.theirs}</h3>
      <ul className="max-h-56 divide-y divide-line overflow-y-auto text-sm">
        {rows.map(({ kind, id, as, to }) => (
          <li key={`${kind} ${id}`} className="flex flex-wrap items-baseline gap-x-2 px-3 py-2">
            <span className="w-20 shrink-0 text-xs text-ink-3">{kind}</span>
            <Link to={to} params={{ id }} className={LINK_CLASS}>
              {id}
            </Link>
            <span className="ml-auto text-xs text-ink-2">{as.map((part) => text.as[part]).join(', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LeaveDialogProps {
  person: Person;
  /** Who may get it. */
  others: readonly Person[];
  onClose: () => void;
}

/** Shows what is theirs before they leave, and gives it to somebody else in the same step. */
export default function LeaveDialog({ person, others, onClose }: LeaveDialogProps) {
  const client = useQueryClient();
  const { data: belongings, error, refetch } = useQuery(belongingsQuery(person.id));
  const [to, setTo] = useState('');
  const leaving = useMutation({
    mutationFn: () => leavePerson(person.id, to === '' ? undefined : to),
    onSuccess: ({ reassigned }) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      const count = reassigned.workloads.length + reassigned.budgets.length;
      announce(to === '' ? text.done(person.name) : text.doneGiven(person.name, count, to));
      onClose();
    },
  });
  const hasSome = belongings !== undefined && !isNothing(belongings);
  return (
    <Dialog open onClose={onClose} title={text.title(person.name)} description={text.lead}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          leaving.mutate();
        }}
      >
        {belongings !== undefined ? (
          <Theirs belongings={belongings} />
        ) : error === null ? (
          <SkeletonRows rows={3} columns={2} />
        ) : (
          <Failure error={error} onRetry={() => void refetch()} />
        )}
        {hasSome ? (
          <Field label={text.reassign} hint={to === '' ? text.nobodyHint : text.reassignHint}>
            {({ id }) => (
              <Select
                id={id}
                label={text.reassign}
                value={to}
                onChange={setTo}
                choices={[
                  { value: '', label: text.nobody },
                  ...others.map((one) => ({ value: one.id, label: one.name, hint: one.email })),
                ]}
                className="h-9 w-full"
              />
            )}
          </Field>
        ) : null}
        {leaving.error === null ? null : <Failure error={leaving.error} />}
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          <Button
            type="submit"
            look={hasSome && to === '' ? 'danger' : 'primary'}
            disabled={leaving.isPending || belongings === undefined}
          >
            {leaving.isPending ? text.saving : to === '' ? text.leave : text.leaveAndGive}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
