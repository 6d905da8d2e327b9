import type { UnitReport } from '@weir/core/contract';
import { Answer } from '../../ui/answer.tsx';
import { BreakdownPanel } from './BreakdownPanel.tsx';
import { ChangePanel } from './ChangePanel.tsx';
import { DistributionPanel } from './DistributionPanel.tsx';
import { FiguresTable } from './FiguresTable.tsx';
import { behindOf } from './links.ts';
import { NoticesPanel } from './NoticesPanel.tsx';
import { TeachUnit, UnitWaiting } from './OverviewSection.tsx';
import { isUntouched } from './prepare.ts';
import type { SectionProps } from './section.ts';
import { TrendPanel } from './TrendPanel.tsx';
import { useUnit } from './useUnit.ts';

/** What one call, user, task and outcome costs, why that changed, how it is spread, and where it differs. */
export default function EconomicsSection({ workload, scope }: SectionProps) {
  const report = useUnit(workload.id, scope, true);
  const behind = behindOf(workload.id, scope);
  return (
    <Answer
      query={report}
      isEmpty={isUntouched}
      waiting={<UnitWaiting />}
      teach={<TeachUnit id={workload.id} />}
    >
      {(data: UnitReport) => (
        <div className="flex flex-col gap-5">
          <NoticesPanel report={data} zone={scope.zone} />
          <FiguresTable report={data} behind={behind} />
          <TrendPanel report={data} scope={scope} />
          <ChangePanel report={data} />
          <DistributionPanel report={data} />
          <BreakdownPanel report={data} scope={scope} />
        </div>
      )}
    </Answer>
  );
}
