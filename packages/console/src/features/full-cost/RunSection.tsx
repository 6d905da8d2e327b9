import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AllocationRun } from '@weir/core/contract';
import { useMemo, useState } from 'react';
import { allocationPreviewQuery, runAllocation } from '../../api/full-cost-queries.ts';
import { VALUE } from '../../api/queries.ts';
import { columnDecimals, formatMoney, sumMoney } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SectionHead } from '../../ui/section-head.tsx';
import { Select } from '../../ui/select.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Teach } from '../../ui/teach.tsx';
import { announce } from '../../ui/toast.tsx';
import { entriesSearch, periodOf } from './links.ts';
import { monthName } from './months.ts';
import { categoryName, runText as text } from './text.ts';
import { useMonth } from './useMonth.ts';

type Item = AllocationRun['items'][number];

function columnsOf({ items, currency, month }: AllocationRun): Column<Item>[] {
  const decimals = columnDecimals(items.map(({ amount }) => amount));
  const money = (
    id: 'amount' | 'allocated' | 'unallocated' | 'booked',
    header: string,
    from?: 'sm' | 'md',
  ): Column<Item> => ({
    id,
    header,
    align: 'end',
    ...(from === undefined ? {} : { from }),
    cell: (item) => <Money amount={item[id]} currency={currency} decimals={decimals} />,
    footer: (
      <Money amount={sumMoney(items.map((item) => item[id]))} currency={currency} decimals={decimals} />
    ),
  });
  return [
    {
      id: 'item',
      header: text.item,
      footer: '',
      cell: ({ item }) => (
        <Link to="/full-cost" search={{ section: 'explained', item, month }} className={LINK_CLASS}>
          {item}
        </Link>
      ),
    },
    {
      id: 'category',
      header: text.category,
      from: 'lg',
      footer: '',
      cell: ({ category }) => categoryName(category),
    },
    money('amount', text.amount),
    money('allocated', text.allocated, 'sm'),
    money('unallocated', text.unallocated, 'md'),
    money('booked', text.toBook),
    {
      id: 'entries',
      header: text.entries,
      align: 'end',
      from: 'sm',
      footer: formatCount(items.reduce((sum, { entries }) => sum + entries, 0)),
      cell: ({ entries }) => formatCount(entries),
    },
    {
      id: 'problems',
      header: text.problems,
      from: 'md',
      footer: '',
      cell: ({ problems }) =>
        problems.length === 0 ? (
          <span className="text-ink-3">{text.fine}</span>
        ) : (
          <span className="text-warn">{problems.join(' ')}</span>
        ),
    },
  ];
}

/** On narrow screens there is no column for them. */
function Problems({ items }: Pick<AllocationRun, 'items'>) {
  const told = items.flatMap(({ item, problems }) => problems.map((problem) => ({ item, problem })));
  if (told.length === 0) return null;
  return (
    <ul aria-label={text.problems} className="flex flex-col gap-1 px-4 pb-3 text-sm text-warn md:hidden">
      {told.map(({ item, problem }) => (
        <li key={`${item} ${problem}`}>
          {item}: {problem}
        </li>
      ))}
    </ul>
  );
}

function Run({ run, zone }: { run: AllocationRun; zone: string }) {
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const columns = useMemo(() => columnsOf(run), [run]);
  const entries = run.items.reduce((sum, item) => sum + item.entries, 0);
  const booking = useMutation({
    mutationFn: () => runAllocation(run.month),
    onSuccess: async (done) => {
      const count = done.items.reduce((sum, item) => sum + item.entries, 0);
      announce(text.done(text.entryCount(count)));
      setAsked(false);
      await client.invalidateQueries({ queryKey: [VALUE] });
    },
  });
  const amount = sumMoney(run.items.map(({ booked }) => booked));
  return (
    <>
      <Panel
        title={monthName(run.month)}
        flush
        note={
          <span aria-live="polite">
            {entries === 0
              ? text.nothing
              : text.would(formatMoney(amount, run.currency).text, text.entryCount(entries))}
          </span>
        }
        actions={
          <>
            <Link
              to="/calls"
              search={entriesSearch(periodOf(run.month, zone))}
              className={`${LINK_CLASS} text-sm`}
            >
              {text.inLedger}
            </Link>
            <Button size="sm" look="primary" disabled={entries === 0} onClick={() => setAsked(true)}>
              {text.book}
            </Button>
          </>
        }
      >
        <Problems items={run.items} />
        <DataTable caption={text.caption} columns={columns} rows={run.items} rowId={({ item }) => item} />
      </Panel>
      <Confirm
        open={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={() => booking.mutate()}
        busy={booking.isPending}
        title={text.confirmTitle(monthName(run.month))}
        description={`${text.would(formatMoney(amount, run.currency).text, text.entryCount(entries))} ${text.confirm}`}
        confirm={booking.isPending ? text.booking : text.book}
      >
        {booking.error === null ? null : (
          <div className="mt-4">
            <Failure error={booking.error} />
          </div>
        )}
      </Confirm>
    </>
  );
}

/** What a month would book, and the button that books it. */
export default function RunSection() {
  const { month, zone, isKnown, choices, change } = useMonth();
  const run = useQuery({ ...allocationPreviewQuery(month), enabled: isKnown });
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Select
            showLabel
            label={text.month}
            value={month}
            choices={choices}
            onChange={(next) => change({ month: next })}
          />
        }
      />
      <Answer
        query={run}
        isEmpty={({ items }) => items.length === 0}
        teach={
          <Teach
            title={text.emptyTitle}
            what={text.empty}
            action={
              <LinkButton to="/full-cost" search={{ section: 'items' }}>
                {text.toItems}
              </LinkButton>
            }
          />
        }
      >
        {(data) => <Run run={data} zone={zone} />}
      </Answer>
    </>
  );
}
