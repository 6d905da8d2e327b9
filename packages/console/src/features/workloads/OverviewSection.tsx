import type { Workload } from '@weir/core/contract';
import { Answer } from '../../ui/answer.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { STATS_CLASS } from '../../ui/stat.tsx';
import { Teach } from '../../ui/teach.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { AboutPanel } from './AboutPanel.tsx';
import { BudgetPanel } from './BudgetPanel.tsx';
import { GatePanel } from './GatePanel.tsx';
import { KeyFigures } from './KeyFigures.tsx';
import { behindOf } from './links.ts';
import { NoticesPanel } from './NoticesPanel.tsx';
import { text } from './page-text.ts';
import { isUntouched } from './prepare.ts';
import { SectionLink } from './SectionNav.tsx';
import { RecentChanges } from './Timeline.tsx';
import { TrendPanel } from './TrendPanel.tsx';
import { useUnit } from './useUnit.ts';
import { VerdictPanel } from './VerdictPanel.tsx';

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];

/** Of the height that the answer will have. */
export function UnitWaiting() {
  return (
    <div className="flex flex-col gap-5">
      <div className={STATS_CLASS}>
        {EIGHT.map((one) => (
          <div key={one} className="bg-surface px-4 py-4 sm:px-5">
            <Skeleton className="h-[5.25rem]" />
          </div>
        ))}
      </div>
      <Panel>
        <Skeleton className="mt-4 h-64" />
      </Panel>
      <Panel>
        <Skeleton className="mt-4 h-72" />
      </Panel>
    </div>
  );
}

/** Before anything ran: what will stand here, and the way to a key. */
export function TeachUnit({ id }: { id: string }) {
  return (
    <Teach
      title={text.teachTitle}
      what={text.teach}
      steps={text.teachSteps}
      action={
        <SectionLink id={id} section="controls" className={buttonClass('primary')}>
          {text.toKeys}
        </SectionLink>
      }
    />
  );
}

export function OverviewSection({ workload, scope }: { workload: Workload; scope: PageScope }) {
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
            <KeyFigures report={data} behind={behind} />
            <NoticesPanel report={data} zone={scope.zone} />
            <VerdictPanel verdict={data.verdict} workload={workload} zone={scope.zone} />
            <TrendPanel report={data} scope={scope} />
          </>
        )}
      </Answer>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <AboutPanel workload={workload} />
          <RecentChanges workload={workload.id} scope={scope} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <BudgetPanel id={workload.id} />
          <GatePanel workload={workload} zone={scope.zone} />
        </div>
      </div>
    </div>
  );
}
