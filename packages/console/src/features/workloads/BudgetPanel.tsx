import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BudgetView } from '@weir/core/contract';
import { budgetsQuery } from '../../api/limit-queries.ts';
import { formatMoney } from '../../format/money.ts';
import { formatShare, shareOf } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { BudgetMeter } from '../budgets/BudgetMeter.tsx';
import { LevelTag } from '../budgets/LevelTag.tsx';
import { controlsText as text } from './page-text.ts';
import { SectionLink } from './SectionNav.tsx';

function Line({ budget: { id, name, currency, status } }: { budget: BudgetView }) {
  const share = status === undefined ? undefined : shareOf(status.settled, status.limit);
  return (
    <li className="py-2 text-sm first:pt-0 last:pb-0">
      <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <Link to="/budgets/$id" params={{ id }} className={LINK_CLASS}>
          {name}
        </Link>
        {status === undefined ? null : <LevelTag level={status.level} />}
      </p>
      {status === undefined || share === undefined ? null : (
        <>
          <BudgetMeter status={status} className="my-1.5" />
          <p className="tabular text-xs text-ink-3">
            {text.spent(formatShare(share), formatMoney(status.limit, currency).text)}
          </p>
        </>
      )}
    </li>
  );
}

/** Budgets that name the workload, in short. */
export function BudgetPanel({ id }: { id: string }) {
  const { data, error } = useQuery(budgetsQuery());
  if (data === undefined && error !== null) return null;
  const own = data?.filter(({ scope }) => scope['workload'] === id);
  return (
    <Panel
      title={text.budget}
      actions={
        <SectionLink id={id} section="controls" className={`${LINK_CLASS} text-sm`}>
          {text.budgets}
        </SectionLink>
      }
    >
      {own === undefined ? (
        <Skeleton className="h-14" />
      ) : own.length === 0 ? (
        <p className="text-sm text-ink-2">{text.noBudget}</p>
      ) : (
        <ul className="divide-y divide-line">
          {own.map((budget) => (
            <Line key={budget.id} budget={budget} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
