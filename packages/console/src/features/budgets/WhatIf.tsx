import { useQuery } from '@tanstack/react-query';
import type { BudgetSimulation } from '@weir/core/contract';
import { useEffect, useState } from 'react';
import type { NewBudget } from '../../api/limit-mutations.ts';
import { budgetWhatIfQuery } from '../../api/limit-queries.ts';
import { formatCount } from '../../format/number.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { whatIfText as text } from './text.ts';

const PAUSE_MS = 400;
const MOST_WORKLOADS = 5;

/** The value once it has not changed for a while; typing asks one question, not ten. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

type Concerned = BudgetSimulation['workloads'][number];

const columnsOf = (currency: string): Column<Concerned>[] => [
  { id: 'workload', header: text.workload, cell: ({ workload }) => workload || text.none },
  { id: 'calls', header: text.calls, align: 'end', from: 'sm', cell: ({ calls }) => formatCount(calls) },
  {
    id: 'blocked',
    header: text.blocked,
    align: 'end',
    cell: ({ blocked_calls: blocked }) => formatCount(blocked),
  },
  {
    id: 'cost',
    header: text.cost,
    align: 'end',
    cell: ({ blocked_cost: cost }) => <Money amount={cost} currency={currency} />,
  },
];

/** What a budget would have done to the calls of its last whole period. `body` is absent while the form lacks something. */
export function WhatIf({ body }: { body: NewBudget | undefined }) {
  const asked = useSettled(body === undefined ? '' : JSON.stringify(body));
  const query = asked === '' ? undefined : (JSON.parse(asked) as NewBudget);
  const { data, error, isFetching } = useQuery(budgetWhatIfQuery(query));
  const concerned = data?.workloads.filter(({ blocked_calls: blocked }) => blocked > 0) ?? [];
  return (
    <section aria-label={text.title} aria-live="polite" className="rounded-md bg-sunken px-4 py-3 text-sm">
      <h3 className="mb-1 text-xs font-medium text-ink-3">{text.title}</h3>
      {query === undefined ? (
        <p className="text-ink-2">{text.waiting}</p>
      ) : error !== null ? (
        <p className="text-bad">
          {text.failed} {error.message}
        </p>
      ) : data === undefined ? (
        <p className="text-ink-2">{text.asking}</p>
      ) : (
        <div className={isFetching ? 'opacity-60' : undefined}>
          <p className="font-medium">{data.summary}</p>
          {concerned.length === 0 ? null : (
            <div className="mt-2 rounded-md border border-line bg-surface">
              <DataTable
                caption={text.caption}
                columns={columnsOf(data.currency)}
                rows={concerned.slice(0, MOST_WORKLOADS)}
                rowId={({ workload }) => workload}
              />
            </div>
          )}
        </div>
      )}
    </section>
  );
}
