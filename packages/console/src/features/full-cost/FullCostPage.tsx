import { useQuery } from '@tanstack/react-query';
import type { FullCostReport } from '@weir/core/contract';
import { fullCostQuery } from '../../api/full-cost-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { Teach } from '../../ui/teach.tsx';
import { formatIn } from '../figure/prepare.ts';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { FullCostTable } from './FullCostTable.tsx';
import { COST_ITEM_COMMAND, text } from './text.ts';

function Totals({ report: { total, unallocated, currency } }: { report: FullCostReport }) {
  return (
    <section aria-label={text.title} className={STATS_CLASS}>
      <Stat label={text.apiCost} value={<Money amount={total.api_cost} currency={currency} />} />
      <Stat label={text.loadedCost} value={<Money amount={total.loaded_cost} currency={currency} />} />
      <Stat
        label={text.ratio}
        value={total.ratio === null ? text.none : formatIn(total.ratio, '1', 'times')}
      />
      <Stat label={text.unallocated} value={<Money amount={unallocated} currency={currency} />} />
    </section>
  );
}

export default function FullCostPage() {
  const scope = usePageScope('month');
  const report = useQuery({
    ...fullCostQuery({ ...scope.query, by: 'workload' }),
    enabled: scope.isKnown,
  });
  return (
    <Page title={text.title} lead={text.lead} bar={<ScopeBar scope={scope} />}>
      <Answer
        query={report}
        isEmpty={({ rows }) => rows.length === 0}
        teach={
          <Teach
            title={text.teachTitle}
            what={text.teach}
            steps={text.teachSteps}
            command={{ label: text.teachCommand, text: COST_ITEM_COMMAND }}
          />
        }
      >
        {(data) => (
          <div className="flex flex-col gap-5">
            <Totals report={data} />
            <Panel title={text.byWorkload} flush>
              <FullCostTable report={data} stale={report.isPlaceholderData} />
            </Panel>
          </div>
        )}
      </Answer>
    </Page>
  );
}
