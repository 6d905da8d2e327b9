import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { budgetsQuery } from '../../api/limit-queries.ts';
import { organizationQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { BudgetTable } from './BudgetTable.tsx';
import { matching } from './prepare.ts';
import { text, workloadText } from './text.ts';

const BudgetDialog = lazy(() => import('./BudgetDialog.tsx'));

/** Budgets whose scope names the workload; wider ones hold it back as well, and stand in the list of all. */
export function WorkloadBudgets({ id }: { id: string }) {
  const { data, error } = useQuery(budgetsQuery());
  const currency = useQuery(organizationQuery()).data?.currency;
  const [creating, setCreating] = useState(false);
  const own = data?.filter(({ scope }) => scope['workload'] === id);
  return (
    <Panel
      title={workloadText.title}
      note={workloadText.note}
      actions={
        <Button size="sm" onClick={() => setCreating(true)}>
          <Plus aria-hidden />
          {text.create}
        </Button>
      }
      flush
    >
      {error === null ? null : <Failure error={error} />}
      {own === undefined || currency === undefined ? (
        error === null && <SkeletonRows rows={2} />
      ) : own.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{workloadText.none}</p>
      ) : (
        <BudgetTable budgets={matching(own, {})} currency={currency} />
      )}
      <Suspense>
        {creating ? <BudgetDialog scope={{ workload: id }} onClose={() => setCreating(false)} /> : null}
      </Suspense>
    </Panel>
  );
}
