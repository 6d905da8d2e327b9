import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { UnitReport } from '@weir/core/contract';
import { outcomesQuery } from '../../api/outcome-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { OutcomesTable } from '../outcomes/OutcomesTable.tsx';
import { figureTexts } from './figure-text.ts';
import { type Behind, behindOf } from './links.ts';
import { NoticesPanel } from './NoticesPanel.tsx';
import { TeachUnit, UnitWaiting } from './OverviewSection.tsx';
import { valueText as text } from './page-text.ts';
import { isUntouched } from './prepare.ts';
import { QualityPanel } from './QualityPanel.tsx';
import type { SectionProps } from './section.ts';
import { UnitFigureValue } from './UnitFigureValue.tsx';
import { useUnit } from './useUnit.ts';
import { OutcomeNames, ValueByClass } from './ValuePanels.tsx';

const FIGURES = [
  'value',
  'margin',
  'roi',
  'payback_days',
  'value_per_outcome',
  'cost_per_successful_outcome',
  'margin_per_outcome',
  'saving_per_outcome',
] as const;
const NEWEST = 8;

function ValueFigures({ report: { figures }, behind }: { report: UnitReport; behind: Behind }) {
  return (
    <section aria-label={text.figures} className={STATS_CLASS}>
      {FIGURES.map((name) => (
        <Stat
          key={name}
          label={figureTexts[name].name}
          value={<UnitFigureValue name={name} figures={figures} behind={behind} />}
        />
      ))}
    </section>
  );
}

function NewestOutcomes({ workload, scope }: SectionProps) {
  const { since, until } = scope.query;
  const { data, isPlaceholderData } = useInfiniteQuery({
    ...outcomesQuery({ since, until, workload: workload.id, limit: NEWEST }),
    enabled: scope.isKnown,
  });
  const rows = data?.pages[0]?.data;
  return (
    <Panel
      title={text.newest}
      flush
      actions={
        <Link
          to="/outcomes"
          search={{ range: 'custom', since, until, filter: [`workload=${workload.id}`] }}
          className={buttonClass('plain', 'sm')}
        >
          {text.all}
        </Link>
      }
    >
      {rows === undefined ? (
        <SkeletonRows rows={NEWEST} />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.noneTold}</p>
      ) : (
        <OutcomesTable rows={rows.slice(0, NEWEST)} zone={scope.zone} stale={isPlaceholderData} />
      )}
    </Panel>
  );
}

/** What comes of it: value by class and confidence, outcomes as they were told, and how good it is. */
export default function ValueSection({ workload, scope }: SectionProps) {
  const report = useUnit(workload.id, scope);
  const behind = behindOf(workload.id, scope);
  return (
    <div className="flex flex-col gap-5">
      <Answer
        query={report}
        isEmpty={isUntouched}
        waiting={<UnitWaiting />}
        teach={<TeachUnit id={workload.id} />}
      >
        {(data) => (
          <>
            <ValueFigures report={data} behind={behind} />
            <NoticesPanel report={data} zone={scope.zone} />
            <ValueByClass report={data} />
            <OutcomeNames report={data} scope={scope} />
          </>
        )}
      </Answer>
      <NewestOutcomes workload={workload} scope={scope} />
      <QualityPanel workload={workload} scope={scope} />
    </div>
  );
}
