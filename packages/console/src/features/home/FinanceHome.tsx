import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { fullCostQuery } from '../../api/full-cost-queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { FullCostTable } from '../full-cost/FullCostTable.tsx';
import { presetRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { BudgetsPanel } from './BudgetsPanel.tsx';
import { FinanceStats } from './FinanceStats.tsx';
import { MonthsPanel } from './MonthsPanel.tsx';
import { financeText, text } from './text.ts';

/** Who bears this month's cost, providers' and other. Nothing where this Weir does not tell it. */
function Bearers() {
  const { zone, isKnown } = useKnownZone();
  const range = presetRange('month', useNow(60_000), zone);
  const { data, error } = useQuery({
    ...fullCostQuery({
      since: range.since.toISOString(),
      until: range.until.toISOString(),
      by: 'cost_center',
    }),
    enabled: isKnown,
  });
  if (error !== null && data === undefined) return null;
  return (
    <Panel
      title={financeText.bears}
      note={text.thisMonth}
      flush
      actions={
        <Link to="/full-cost" className={buttonClass('plain', 'sm')}>
          {financeText.toFullCost}
        </Link>
      }
    >
      {data === undefined ? (
        <SkeletonRows rows={4} />
      ) : data.rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-3">{financeText.noRows}</p>
      ) : (
        <FullCostTable report={data} level="cost_center" />
      )}
    </Panel>
  );
}

/** The month: billed against loaded, whose it is, what is agreed with providers, what budgets hold. No forecast. */
export default function FinanceHome() {
  return (
    <Page title={text.title} lead={text.leads.finance}>
      <div className="flex flex-col gap-5">
        <FinanceStats />
        <Bearers />
        <div className="grid gap-5 lg:grid-cols-2">
          <BudgetsPanel />
          <MonthsPanel />
        </div>
      </div>
    </Page>
  );
}
