import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Period } from '@weir/core/contract';
import { periodsQuery } from '../../api/books-queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { monthName } from '../reconciliation/prepare.ts';
import { financeText as text } from './text.ts';

const MONTHS = 6;
const TONES: Record<Period['state'], Tone> = { open: 'warn', reviewed: 'accent', closed: 'good' };

/** Which months are closed, and what is in them. */
export function MonthsPanel() {
  const { data, error } = useQuery(periodsQuery(MONTHS));
  if (error !== null && data === undefined) return null;
  return (
    <Panel
      title={text.months}
      flush
      actions={
        <Link to="/reconciliation" className={buttonClass('plain', 'sm')}>
          {text.reconcile}
        </Link>
      }
    >
      {data === undefined ? (
        <SkeletonRows rows={MONTHS} columns={3} />
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {data.map(({ month, state, cost, currency }) => (
            <li
              key={month}
              className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto_6rem] items-center gap-x-3 px-4 py-2 text-sm"
            >
              <Link
                to="/reconciliation"
                search={{ month }}
                className="truncate font-medium underline-offset-4 hover:underline"
              >
                {monthName(month)}
              </Link>
              <Tag tone={TONES[state]}>{text.states[state]}</Tag>
              <span className="text-right">
                <Money amount={cost} currency={currency} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
