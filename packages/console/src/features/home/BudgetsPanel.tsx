import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { budgetsQuery } from '../../api/limit-queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { BudgetMeter } from '../budgets/BudgetMeter.tsx';
import { matching } from '../budgets/prepare.ts';
import { text as homeText, financeText as text } from './text.ts';

const MOST = 6;

/** Budgets in the most trouble first. */
export function BudgetsPanel() {
  const { data } = useQuery(budgetsQuery());
  const rows = matching(data ?? [], {}).slice(0, MOST);
  return (
    <Panel
      title={text.budgets}
      flush
      actions={
        <Link to="/budgets" className={buttonClass('plain', 'sm')}>
          {text.allBudgets}
        </Link>
      }
    >
      {data === undefined ? (
        <SkeletonRows rows={MOST} columns={3} />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.noBudgets}</p>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {rows.map(({ id, name, status }) => (
            <li
              key={id}
              className="grid min-h-11 grid-cols-[minmax(0,1fr)_6rem_3rem] items-center gap-x-3 px-4 py-2 text-sm"
            >
              <Link
                to="/budgets/$id"
                params={{ id }}
                className="truncate font-medium underline-offset-4 hover:underline"
              >
                {name}
              </Link>
              {status === undefined ? <span /> : <BudgetMeter status={status} />}
              <span className="tabular text-right text-ink-2">
                {status === undefined ? homeText.none : text.used(String(Math.round(status.used_percent)))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
