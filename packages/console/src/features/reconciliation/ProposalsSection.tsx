import { useInfiniteQuery } from '@tanstack/react-query';
import type { Proposal } from '@weir/core/contract';
import { lazy, Suspense, useMemo } from 'react';
import { proposalsQuery } from '../../api/books-queries.ts';
import { formatCount } from '../../format/number.ts';
import { formatAgo } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Money } from '../../ui/money.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useNow } from '../scope/useNow.ts';
import { monthName, monthsUntil } from './prepare.ts';
import { KINDS, STATES } from './search.ts';
import { KindTag, ProposalTag } from './tags.tsx';
import { kindLabels, proposalLabels, text as shared, proposalText as text } from './text.ts';
import { LISTED_MONTHS, type ReconciliationState } from './useReconciliation.ts';

const ProposalDialog = lazy(() => import('./ProposalDialog.tsx'));

const ALL = 'all';
const ANY = '';
const STATE_CHOICES = [
  ...STATES.map((value) => ({ value: value as string, label: proposalLabels[value] })),
  { value: ALL, label: text.anyState },
];
const KIND_CHOICES = [
  { value: ANY, label: text.anyKind },
  ...KINDS.map((value) => ({ value, label: kindLabels[value] })),
];

function Row({ proposal, onOpen }: { proposal: Proposal; onOpen: () => void }) {
  const now = useNow().getTime();
  const { title, reason, kind, state, month, amount, currency, entries } = proposal;
  const isOpen = state === 'open' || state === 'booking';
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-medium break-words">{title}</p>
        <p className="line-clamp-2 text-sm text-ink-2">{reason}</p>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-3">
          <ProposalTag state={state} />
          <KindTag kind={kind} />
          <span>{monthName(month)}</span>
          <span>{text.entries(formatCount(entries), entries === 1)}</span>
          <span>
            {proposal.decided_at === undefined
              ? text.by(proposal.proposed_by, formatAgo(proposal.proposed_at, now))
              : text.decided(proposal.decided_by ?? '', formatAgo(proposal.decided_at, now))}
          </span>
        </p>
      </div>
      <div className="ml-auto flex items-center gap-3">
        <Money amount={amount} currency={currency} className="font-medium" />
        <Button
          size="sm"
          aria-label={isOpen ? text.decideLabel(title) : text.showLabel(title)}
          onClick={onOpen}
        >
          {isOpen ? text.decide : text.show}
        </Button>
      </div>
    </li>
  );
}

/** Changes to the books that wait for a word, and those that were decided. */
export default function ProposalsSection({ state: page }: { state: ReconciliationState }) {
  const { search, change, newest } = page;
  const { state = 'open', kind, month, proposal } = search;
  const asked = { state: state === ALL ? undefined : state, kind, month };
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(proposalsQuery(asked));
  const rows = useMemo(() => data?.pages.flatMap((one) => one.data), [data]);
  const isFiltered = kind !== undefined || month !== undefined || state !== 'open';
  const months = monthsUntil(newest, LISTED_MONTHS);
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-2xl text-sm text-ink-2">{text.lead}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label={text.state}
          showLabel
          value={state as string}
          choices={STATE_CHOICES}
          onChange={(next) =>
            change({ state: next === ALL ? ALL : STATES.find((one) => one === next && one !== 'open') })
          }
        />
        <Select
          label={text.kind}
          showLabel
          value={kind ?? ANY}
          choices={KIND_CHOICES}
          onChange={(next) => change({ kind: KINDS.find((one) => one === next) })}
        />
        <Select
          label={shared.month}
          showLabel
          value={month ?? ANY}
          choices={[
            { value: ANY, label: text.anyMonth },
            ...(month === undefined || months.includes(month) ? months : [...months, month]).map((value) => ({
              value,
              label: monthName(value),
            })),
          ]}
          onChange={(next) => change({ month: next === ANY ? undefined : next })}
        />
      </div>
      {error !== null && rows === undefined ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel flush>
          {rows === undefined ? (
            <SkeletonRows rows={4} columns={3} />
          ) : rows.length > 0 ? (
            <ul aria-label={text.list} className="divide-y divide-line">
              {rows.map((one) => (
                <Row key={one.id} proposal={one} onOpen={() => change({ proposal: one.id })} />
              ))}
            </ul>
          ) : isFiltered ? (
            <Empty
              title={text.noneFiltered}
              action={
                <Button onClick={() => change({ state: undefined, kind: undefined, month: undefined })}>
                  {text.clear}
                </Button>
              }
            />
          ) : (
            <Empty title={text.none}>
              <p>{text.noneHint}</p>
              <CodeBlock className="mt-3" label={text.commandLabel} text={text.command} />
            </Empty>
          )}
        </Panel>
      )}
      {hasNextPage ? (
        <div className="text-center">
          <Button onClick={() => void fetchNextPage()}>{text.more}</Button>
        </div>
      ) : null}
      <Suspense>
        {proposal === undefined ? null : (
          <ProposalDialog key={proposal} id={proposal} onClose={() => change({ proposal: undefined })} />
        )}
      </Suspense>
    </div>
  );
}
