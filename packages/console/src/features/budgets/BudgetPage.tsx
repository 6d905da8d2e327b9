import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { BudgetView } from '@weir/core/contract';
import { ArrowUpFromLine, ChevronLeft, Pencil, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { removeBudget } from '../../api/limit-mutations.ts';
import { budgetQuery, burnDownQuery } from '../../api/limit-queries.ts';
import { organizationQuery } from '../../api/queries.ts';
import { formatMoment } from '../../format/time.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { useZone } from '../scope/useZone.ts';
import { BudgetFacts } from './BudgetFacts.tsx';
import { BudgetFigures } from './BudgetFigures.tsx';
import { BudgetNotices } from './BudgetNotices.tsx';
import { BurnDownPanel } from './BurnDownPanel.tsx';
import { Consumers } from './Consumers.tsx';
import { Lifts } from './Lifts.tsx';
import { scopeSentence } from './scope.ts';
import { modeLabels, perPeriod, pageText as text } from './text.ts';

const BudgetDialog = lazy(() => import('./BudgetDialog.tsx'));
const LiftDialog = lazy(() => import('./LiftDialog.tsx'));

const route = getRouteApi('/shell/budgets/$id');

type Asked = 'change' | 'remove' | 'lift';

function Actions({ budget, onAsk }: { budget: BudgetView; onAsk: (what: Asked) => void }) {
  return (
    <>
      <Link to="/audit" search={{ subject: `budget/${budget.id}` }} className={buttonClass()}>
        {text.audit}
      </Link>
      {budget.of_workload === undefined ? (
        <>
          <Button onClick={() => onAsk('change')}>
            <Pencil aria-hidden className="text-ink-3" />
            {text.change}
          </Button>
          <Button look="danger" onClick={() => onAsk('remove')}>
            <Trash2 aria-hidden />
            {text.remove}
          </Button>
        </>
      ) : (
        <Link to="/workloads/$id" params={{ id: budget.of_workload }} className={buttonClass()}>
          {text.atWorkload}
        </Link>
      )}
    </>
  );
}

function lead({ scope, period, mode, name, status }: BudgetView, zone: string): string {
  const sentence = scopeSentence(scope);
  const dates =
    status === undefined
      ? undefined
      : status.ends_at === undefined
        ? text.periodFrom(formatMoment(status.starts_at, zone))
        : text.periodOf(formatMoment(status.starts_at, zone), formatMoment(status.ends_at, zone));
  return [
    ...(sentence === name ? [] : [sentence]),
    `${modeLabels[mode]}, ${perPeriod[period]}`,
    ...(dates === undefined ? [] : [dates]),
  ].join(' · ');
}

export default function BudgetPage() {
  const { id } = route.useParams();
  const zone = useZone();
  const navigate = useNavigate();
  const { data: budget, error, refetch } = useQuery(budgetQuery(id));
  const burnDown = useQuery(burnDownQuery(id));
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const remove = async (one: string) => {
    await removeBudget(one);
    void navigate({ to: '/budgets' });
  };
  return (
    <Page
      title={budget?.name ?? id}
      above={
        <Link
          to="/budgets"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {text.back}
        </Link>
      }
      lead={budget === undefined ? <span>&nbsp;</span> : lead(budget, zone)}
      actions={budget === undefined ? undefined : <Actions budget={budget} onAsk={setAsked} />}
    >
      {error === null || budget !== undefined ? null : (
        <Failure error={error} onRetry={() => void refetch()} />
      )}
      {budget === undefined ? (
        error === null && (
          <Panel flush>
            <SkeletonRows rows={8} columns={4} />
          </Panel>
        )
      ) : (
        <div className="flex flex-col gap-5">
          <BudgetNotices budget={budget} />
          {budget.status === undefined ? null : <BudgetFigures status={budget.status} currency={currency} />}
          {burnDown.error === null ? (
            <BurnDownPanel report={burnDown.data} zone={zone} currency={currency} />
          ) : (
            <Failure error={burnDown.error} />
          )}
          <Consumers budget={budget} consumers={burnDown.data?.consumers} currency={currency} />
          <Lifts
            budget={id}
            currency={budget.currency}
            zone={zone}
            action={
              <Button size="sm" onClick={() => setAsked('lift')}>
                <ArrowUpFromLine aria-hidden />
                {text.lift}
              </Button>
            }
          />
          <BudgetFacts budget={budget} zone={zone} />
        </div>
      )}
      {budget === undefined ? null : (
        <Suspense>
          {asked === 'change' ? <BudgetDialog budget={budget} onClose={close} /> : null}
          {asked === 'lift' ? <LiftDialog budget={budget} onClose={close} /> : null}
        </Suspense>
      )}
      {asked === 'remove' ? (
        <RemoveRecord
          id={id}
          lead={text.removeLead}
          done={text.removed(id)}
          remove={remove}
          onClose={close}
        />
      ) : null}
    </Page>
  );
}
