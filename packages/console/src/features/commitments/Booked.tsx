import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AgreementView, Proposal } from '@weir/core/contract';
import { useMemo } from 'react';
import { applyAgreements } from '../../api/agreement-mutations.ts';
import { agreementProposalsQuery } from '../../api/agreement-queries.ts';
import { LEDGER, REGISTRY } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { formatMoment, toInputValue } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { announce } from '../../ui/toast.tsx';
import { bookedBy } from './prepare.ts';
import { pageText as text } from './text.ts';

const TONES: Record<Proposal['state'], Tone> = {
  open: 'warn',
  booking: 'accent',
  booked: 'good',
  rejected: 'neutral',
};

const columnsOf = (zone: string): Column<Proposal>[] => [
  { id: 'month', header: text.month, cell: ({ month }) => <span className="tabular">{month}</span> },
  {
    id: 'state',
    header: text.state,
    cell: ({ state }) => <Tag tone={TONES[state]}>{text.states[state]}</Tag>,
  },
  {
    id: 'decided',
    header: text.decided,
    from: 'sm',
    cell: ({ decided_by: by, decided_at: at, decision_note: note }) => (
      <span className="text-xs text-ink-2">
        {by === undefined || at === undefined ? '–' : text.by(by, formatMoment(at, zone))}
        {note === undefined ? null : <span className="block text-ink-3">{note}</span>}
      </span>
    ),
  },
  {
    id: 'entries',
    header: text.entries,
    align: 'end',
    from: 'sm',
    cell: ({ entries }) => formatCount(entries),
  },
  {
    id: 'change',
    header: text.change,
    align: 'end',
    cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
  },
];

/** What the agreement changed about months, and a button that books the running one now. */
export function Booked({ agreement, zone }: { agreement: AgreementView; zone: string }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(agreementProposalsQuery());
  const rows = useMemo(() => bookedBy(agreement.id, data ?? []), [agreement.id, data]);
  const columns = useMemo(() => columnsOf(zone), [zone]);
  const month = toInputValue(new Date(), zone).slice(0, 7);
  const applying = useMutation({
    mutationFn: () => applyAgreements(month),
    onSuccess: ({ data: applied }) => {
      announce(text.applied(month, applied.length));
      for (const key of [REGISTRY, LEDGER]) void client.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <Panel
      flush
      title={text.booked}
      actions={
        <Button size="sm" disabled={applying.isPending} onClick={() => applying.mutate()}>
          {applying.isPending ? text.applying : text.apply(month)}
        </Button>
      }
    >
      <p className="max-w-3xl px-4 pb-3 text-sm text-ink-2">{text.bookedLead}</p>
      {applying.error === null ? null : (
        <div className="px-4 pb-3">
          <Failure error={applying.error} />
        </div>
      )}
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <SkeletonRows rows={2} columns={4} />
      ) : rows.length === 0 ? (
        <div className="px-4 pb-4 text-sm text-ink-2">
          <p className="mb-2">{text.noneBooked}</p>
          <CodeBlock text={text.cli(month)} label={text.booked} />
        </div>
      ) : (
        <DataTable caption={text.booked} columns={columns} rows={rows} rowId={({ id }) => id} />
      )}
    </Panel>
  );
}
