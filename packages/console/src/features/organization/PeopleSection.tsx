import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Person } from '@weir/core/contract';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { changePerson, peopleQuery, removePerson } from '../../api/people-queries.ts';
import { REGISTRY, teamsQuery, workloadsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { ImportButton } from './ImportButton.tsx';
import { type Asked, PeopleTable } from './PeopleTable.tsx';
import { matching } from './people.ts';
import { peopleText as text } from './people-text.ts';
import { SectionHead } from './SectionHead.tsx';

const PersonDialog = lazy(() => import('./PersonDialog.tsx'));
const LeaveDialog = lazy(() => import('./LeaveDialog.tsx'));
const STATES = ['active', 'left', 'all'] as const;

function Listed({
  people,
  onAsk,
}: {
  people: readonly Person[];
  onAsk: (what: Asked, person: Person) => void;
}) {
  const workloads = useQuery(workloadsQuery()).data;
  const [state, setState] = useState<(typeof STATES)[number]>('active');
  const [typed, setTyped] = useState('');
  const rows = matching(people, typed).filter((person) => state === 'all' || person.state === state);
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-4 py-3">
        <Input
          type="search"
          aria-label={text.search}
          placeholder={text.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="!h-8 max-w-64"
        />
        <Segmented
          label={text.show}
          value={state}
          onChange={setState}
          choices={STATES.map((value) => ({ value, label: text.states[value] }))}
        />
      </div>
      <div className="border-t border-line">
        {rows.length === 0 ? (
          <Empty title={text.noMatch}>{text.noMatchHint}</Empty>
        ) : (
          <PeopleTable people={rows} workloads={workloads} onAsk={onAsk} />
        )}
      </div>
    </>
  );
}

/** Who there is, what they may decide, and what happens to what is theirs when they leave. */
export function PeopleSection() {
  const client = useQueryClient();
  const { data: people, error, refetch } = useQuery(peopleQuery());
  const teams = useQuery(teamsQuery()).data ?? [];
  const [asked, setAsked] = useState<{ what: Asked; person: Person } | { what: 'create' }>();
  const close = () => setAsked(undefined);
  const { mutate: bringBack } = useMutation({
    mutationFn: ({ id }: Person) => changePerson(id, { state: 'active' }),
    onSuccess: ({ name }) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      announce(text.isBack(name));
    },
    onError: ({ message }) => announce(message),
  });
  const ask = useCallback(
    (what: Asked, person: Person) => (what === 'return' ? bringBack(person) : setAsked({ what, person })),
    [bringBack],
  );
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <div className="flex flex-wrap gap-2">
            <ImportButton kind="people" />
            <Button look="primary" onClick={() => setAsked({ what: 'create' })}>
              <Plus aria-hidden />
              {text.create}
            </Button>
          </div>
        }
      />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {people === undefined && error !== null ? null : (
        <Panel flush>
          {people === undefined ? (
            <SkeletonRows rows={6} />
          ) : people.length === 0 ? (
            <Empty title={text.empty}>{text.emptyHint}</Empty>
          ) : (
            <Listed people={people} onAsk={ask} />
          )}
        </Panel>
      )}
      <Suspense>
        {asked?.what === 'create' ? <PersonDialog teams={teams} onClose={close} /> : null}
        {asked?.what === 'change' ? (
          <PersonDialog person={asked.person} teams={teams} onClose={close} />
        ) : null}
        {asked?.what === 'leave' ? (
          <LeaveDialog
            person={asked.person}
            others={(people ?? []).filter(({ id, state }) => state === 'active' && id !== asked.person.id)}
            onClose={close}
          />
        ) : null}
        {asked?.what === 'remove' ? (
          <RemoveRecord
            id={asked.person.id}
            lead={text.removeLead}
            done={text.removed(asked.person.id)}
            remove={removePerson}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  );
}
