import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Workload, WorkloadBudget } from '@weir/core/contract';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { workloadsQuery } from '../../api/queries.ts';
import { columnDecimals, toPlotNumber } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Money } from '../../ui/money.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { announce } from '../../ui/toast.tsx';
import { BudgetBar } from './BudgetBar.tsx';
import { StageTag } from './StageTag.tsx';
import { formText, text } from './text.ts';
import { useWorkloadSpend } from './useWorkloadSpend.ts';
import { WorkloadForm } from './WorkloadForm.tsx';

const byText = (read: (workload: Workload) => string) => (a: Workload, b: Workload) =>
  read(a).localeCompare(read(b));

/** Spend of this month, and of the periods that budgets of these workloads have. */
function useSpendByPeriod(workloads: readonly Workload[]) {
  const wanted = (period: WorkloadBudget['period']) => ({
    wanted: workloads.some(({ budget }) => budget?.period === period),
  });
  const hour = useWorkloadSpend('hour', wanted('hour'));
  const day = useWorkloadSpend('day', wanted('day'));
  const week = useWorkloadSpend('week', wanted('week'));
  const month = useWorkloadSpend('month');
  const quarter = useWorkloadSpend('quarter', wanted('quarter'));
  const year = useWorkloadSpend('year', wanted('year'));
  const total = useWorkloadSpend('total', wanted('total'));
  return useMemo(
    () => ({ hour, day, week, month, quarter, year, total }),
    [hour, day, week, month, quarter, year, total],
  );
}

function useColumns(workloads: readonly Workload[]): Column<Workload>[] {
  const spent = useSpendByPeriod(workloads);
  return useMemo(() => {
    const { month } = spent;
    const decimals = columnDecimals([...month.rows.values()].map((row) => row.cost));
    const costOf = ({ id }: Workload) => month.rows.get(id)?.cost ?? '0';
    return [
      {
        id: 'workload',
        header: text.workload,
        compare: byText(({ id }) => id),
        cell: ({ id, name }) => (
          <Link
            to="/workloads/$id"
            params={{ id }}
            title={name}
            className="font-medium whitespace-nowrap text-accent-strong underline-offset-4 hover:underline"
          >
            {id}
          </Link>
        ),
      },
      {
        id: 'application',
        header: text.application,
        from: 'md',
        compare: byText(({ application }) => application),
        className: 'whitespace-nowrap',
        cell: ({ application }) => application,
      },
      {
        id: 'environment',
        header: text.environment,
        from: 'lg',
        compare: byText(({ environment }) => environment),
        cell: ({ environment }) => environment,
      },
      { id: 'stage', header: text.stage, from: 'sm', cell: ({ stage }) => <StageTag stage={stage} /> },
      {
        id: 'owner',
        header: text.owner,
        from: '2xl',
        compare: byText(({ owner }) => owner),
        cell: ({ owner }) => <span className="block max-w-52 truncate">{owner}</span>,
      },
      {
        id: 'calls',
        header: text.calls,
        align: 'end',
        from: 'md',
        cell: ({ id }) => formatCount(month.rows.get(id)?.calls ?? 0),
      },
      {
        id: 'spend',
        header: text.spend,
        align: 'end',
        compare: (a, b) => toPlotNumber(costOf(a)) - toPlotNumber(costOf(b)),
        cell: (workload) => <Money amount={costOf(workload)} currency={month.currency} decimals={decimals} />,
      },
      {
        id: 'budget',
        header: text.budget,
        from: 'xl',
        className: 'pl-8 w-60',
        cell: ({ id, budget }) =>
          budget === undefined ? (
            <span className="text-ink-3">{text.noBudget}</span>
          ) : (
            <BudgetBar budget={budget} spent={spent[budget.period].rows.get(id)?.cost ?? '0'} />
          ),
      },
    ];
  }, [spent]);
}

export default function WorkloadsPage() {
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(workloadsQuery());
  const [sort, setSort] = useState<Sort>({ id: 'spend', desc: true });
  const [creating, setCreating] = useState(false);
  const columns = useColumns(data ?? []);
  const create = (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {text.create}
    </Button>
  );
  return (
    <Page title={text.title} lead={text.lead} actions={create}>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      <Panel flush>
        {data === undefined ? (
          <SkeletonRows rows={7} />
        ) : data.length === 0 ? (
          <Empty title={text.empty}>{text.emptyHint}</Empty>
        ) : (
          <DataTable
            caption={text.caption}
            columns={columns}
            rows={data}
            rowId={({ id }) => id}
            sort={sort}
            onSort={setSort}
          />
        )}
      </Panel>
      <Dialog
        wide
        open={creating}
        onClose={() => setCreating(false)}
        title={formText.createTitle}
        description={formText.createLead}
      >
        <WorkloadForm
          onDone={({ id }) => {
            setCreating(false);
            announce(formText.created(id));
            void navigate({ to: '/workloads/$id', params: { id } });
          }}
        />
      </Dialog>
    </Page>
  );
}
