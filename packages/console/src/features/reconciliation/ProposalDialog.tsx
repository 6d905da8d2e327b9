import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Proposal } from '@weir/core/contract';
import { useState } from 'react';
import { decideProposal, ignoreProposal } from '../../api/books-mutations.ts';
import { BOOKS, proposalEntriesQuery, proposalQuery } from '../../api/books-queries.ts';
import { faultOf } from '../../api/failure.ts';
import { LEDGER, REGISTRY } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { useZone } from '../scope/useZone.ts';
import { ProposedEntries } from './ProposedEntries.tsx';
import { monthName } from './prepare.ts';
import { KindTag, ProposalTag } from './tags.tsx';
import { proposalText as text } from './text.ts';

type Verdict = 'approve' | 'reject' | 'ignore';

function said(verdict: Verdict, after: Proposal): string {
  if (verdict === 'reject') return text.rejected;
  if (verdict === 'ignore') return after.state === 'open' ? text.ignoreWaits : text.ignored;
  return after.kind === 'ignore' ? text.accepted : text.approved;
}

/** Said by the title, or of no use to people. */
const UNSAID = new Set(['class', 'instead_of', 'month']);

/** Only a difference to a bill can be accepted instead of booked. */
const canIgnore = ({ kind, state, subject }: Proposal) =>
  state === 'open' && (kind === 'add' || kind === 'correct') && subject['class'] !== undefined;

function Decision({ proposal, onDone }: { proposal: Proposal; onDone: () => void }) {
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const [by, setBy] = useState('');
  const [lacksNote, setLacksNote] = useState(false);
  const { id, state } = proposal;
  const deciding = useMutation({
    mutationFn: (verdict: Verdict) => {
      const who = by.trim() === '' ? {} : { by: by.trim() };
      const words = note.trim();
      return verdict === 'ignore'
        ? ignoreProposal(id, { ...who, reason: words })
        : decideProposal(id, verdict, { ...who, ...(words === '' ? {} : { note: words }) });
    },
    onSuccess: (after, verdict) => {
      announce(said(verdict, after));
      for (const key of [BOOKS, LEDGER, REGISTRY]) void client.invalidateQueries({ queryKey: [key] });
      onDone();
    },
  });
  const decide = (verdict: Verdict) => {
    const lacks = verdict === 'ignore' && note.trim() === '';
    setLacksNote(lacks);
    if (!lacks) deciding.mutate(verdict);
  };
  const faultAt = (field: string) => faultOf(deciding.error, field);
  const noteFault = lacksNote ? text.needNote : (faultAt('note') ?? faultAt('reason'));
  const isExplained = faultAt('by') !== undefined || noteFault !== undefined;
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => event.preventDefault()}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={text.note} hint={text.noteHint} error={noteFault} optional>
          {(tie) => (
            <TextArea
              {...tie}
              className="!min-h-9"
              maxLength={1_000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        <Field label={text.who} hint={text.whoHint} error={faultAt('by')} optional>
          {(tie) => (
            <Input
              {...tie}
              maxLength={200}
              autoComplete="name"
              value={by}
              onChange={(event) => setBy(event.target.value)}
            />
          )}
        </Field>
      </div>
      {deciding.error === null || isExplained ? null : <Failure error={deciding.error} />}
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap justify-end gap-2 border-t border-line bg-surface px-5 py-3">
        {state === 'open' ? (
          <Button look="danger" disabled={deciding.isPending} onClick={() => decide('reject')}>
            {text.reject}
          </Button>
        ) : null}
        {canIgnore(proposal) ? (
          <Button disabled={deciding.isPending} onClick={() => decide('ignore')}>
            {text.ignore}
          </Button>
        ) : null}
        <Button look="primary" disabled={deciding.isPending} onClick={() => decide('approve')}>
          {state === 'booking' ? text.resume : text.approve}
        </Button>
      </div>
    </form>
  );
}

function Whole({ proposal, onClose }: { proposal: Proposal; onClose: () => void }) {
  const zone = useZone();
  const { state, kind, subject } = proposal;
  const entries = useQuery(proposalEntriesQuery(proposal.id));
  const shown = entries.data;
  const isDecided = state === 'booked' || state === 'rejected';
  const heading =
    kind === 'ignore' || state === 'rejected' ? text.instead : state === 'booked' ? text.booked : text.books;
  return (
    <div className="flex flex-col gap-5">
      <p className="text-sm break-words">{proposal.reason}</p>
      <Facts
        className="lg:!grid-cols-3"
        items={[
          {
            name: text.amount,
            value: <Money amount={proposal.amount} currency={proposal.currency} full />,
          },
          { name: text.month, value: monthName(proposal.month) },
          {
            name: text.state,
            value: (
              <span className="flex gap-1.5">
                <ProposalTag state={state} />
                <KindTag kind={kind} />
              </span>
            ),
          },
          {
            name: text.proposed,
            value: text.decided(proposal.proposed_by, formatMoment(proposal.proposed_at, zone)),
          },
          ...(proposal.decided_at === undefined
            ? []
            : [
                {
                  name: text.decision,
                  value: `${text.decided(proposal.decided_by ?? '', formatMoment(proposal.decided_at, zone))}${
                    proposal.decision_note === undefined ? '' : `: ${proposal.decision_note}`
                  }`,
                },
              ]),
          ...Object.entries(subject)
            .filter(([name, value]) => value !== '' && !UNSAID.has(name))
            .map(([name, value]) => ({ name: text.subject(name), value })),
        ]}
      />
      <section>
        <h3 className="mb-2 text-sm font-semibold">
          {heading}
          {shown === undefined || shown.total <= shown.data.length ? null : (
            <span className="ml-2 text-xs font-normal text-ink-3">
              {text.shown(formatCount(shown.data.length), formatCount(shown.total))}
            </span>
          )}
        </h3>
        {entries.error !== null ? (
          <Failure error={entries.error} />
        ) : shown === undefined ? (
          <SkeletonRows rows={2} columns={3} />
        ) : (
          <ProposedEntries entries={shown.data} />
        )}
      </section>
      {isDecided ? null : <Decision proposal={proposal} onDone={onClose} />}
    </div>
  );
}

/** One proposal: why, what it would book, and the word it waits for. */
export default function ProposalDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error } = useQuery(proposalQuery(id));
  return (
    <Dialog wide open onClose={onClose} title={data?.title ?? text.list}>
      {data !== undefined ? (
        <Whole proposal={data} onClose={onClose} />
      ) : error !== null ? (
        <Failure error={error} />
      ) : (
        <SkeletonRows rows={5} columns={3} />
      )}
    </Dialog>
  );
}
