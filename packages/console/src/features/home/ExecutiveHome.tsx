import { Link } from '@tanstack/react-router';
import type { ViabilityMap } from '@weir/core/contract';
import { formatMoney } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { Answer } from '../../ui/answer.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { Teach } from '../../ui/teach.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { VERDICTS } from '../value/text.ts';
import { useViability } from '../value/useViability.ts';
import { ViabilityTable } from '../value/ViabilityTable.tsx';
import { VerdictTag } from '../value/verdict.tsx';
import { DecisionsDue } from './DecisionsDue.tsx';
import { totalsOf } from './prepare.ts';
import { executiveText, text } from './text.ts';

function Figures({ report: { workloads, currency } }: { report: ViabilityMap }) {
  const totals = totalsOf(workloads);
  const money = (amount: string | undefined) =>
    amount === undefined ? text.none : <Money amount={amount} currency={currency} />;
  return (
    <section aria-label={text.title} className={STATS_CLASS}>
      <Stat
        label={executiveText.spend}
        value={money(totals.loaded)}
        foot={executiveText.apiFoot(formatMoney(totals.api, currency).text)}
      />
      <Stat
        label={executiveText.outcomes}
        value={formatCount(totals.outcomes)}
        foot={executiveText.successes(formatCount(totals.successes))}
      />
      <Stat label={executiveText.value} value={money(totals.value)} foot={executiveText.valueFoot} />
      <Stat label={executiveText.margin} value={money(totals.margin)} foot={executiveText.marginFoot} />
    </section>
  );
}

function Verdicts({ rows }: { rows: ViabilityMap['workloads'] }) {
  const { verdicts } = totalsOf(rows);
  return (
    <ul aria-label={executiveText.verdicts} className="flex flex-wrap gap-x-6 gap-y-2 text-sm text-ink-2">
      {VERDICTS.map((verdict) => (
        <li key={verdict} className="flex items-center gap-2">
          <VerdictTag verdict={verdict} />
          {executiveText.verdictCount(verdicts[verdict])}
        </li>
      ))}
    </ul>
  );
}

/** One honest page: what it costs, what comes of it, and what has to be decided. */
export default function ExecutiveHome() {
  const scope = usePageScope('90d');
  const report = useViability(scope);
  return (
    <Page title={text.title} lead={text.leads.executive} bar={<ScopeBar scope={scope} />}>
      <div className="flex flex-col gap-5">
        <Answer
          query={report}
          isEmpty={({ workloads }) => workloads.length === 0}
          teach={
            <Teach
              title={executiveText.teachTitle}
              what={executiveText.teach}
              steps={executiveText.teachSteps}
            />
          }
        >
          {(data) => (
            <>
              <Figures report={data} />
              <Panel
                title={executiveText.map}
                flush
                actions={
                  <Link to="/value" className={buttonClass('plain', 'sm')}>
                    {executiveText.toValue}
                  </Link>
                }
              >
                <div className="px-4 pb-3">
                  <Verdicts rows={data.workloads} />
                </div>
                <ViabilityTable rows={data.workloads} currency={data.currency} stale={report.stale} />
              </Panel>
            </>
          )}
        </Answer>
        <DecisionsDue />
      </div>
    </Page>
  );
}
