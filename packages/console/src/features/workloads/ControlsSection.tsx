import { WorkloadBudgets } from '../budgets/WorkloadBudgets.tsx';
import { WorkloadKeys } from '../keys/WorkloadKeys.tsx';
import { PoliciesPanel } from '../policies/PoliciesPanel.tsx';
import { GatePanel } from './GatePanel.tsx';
import type { SectionProps } from './section.ts';

/** What holds it: gate, budgets, policies, keys. */
export default function ControlsSection({ workload, scope }: SectionProps) {
  return (
    <div className="flex flex-col gap-5">
      <GatePanel workload={workload} zone={scope.zone} />
      <WorkloadBudgets id={workload.id} />
      <PoliciesPanel workload={workload} />
      <WorkloadKeys workload={workload} />
    </div>
  );
}
