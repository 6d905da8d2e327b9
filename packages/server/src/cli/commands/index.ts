import type { Command } from 'commander';
import type { CliDeps } from '../ports.ts';
import { agreementGroup } from './agreement/index.ts';
import { alertGroup } from './alert/index.ts';
import { allocationGroup } from './allocation/index.ts';
import { applicationGroup } from './application/index.ts';
import { applyCommand } from './apply/index.ts';
import { approvalGroup } from './approval/index.ts';
import { attributionGroup } from './attribution/index.ts';
import { auditGroup } from './audit/index.ts';
import { backupGroup } from './backup/index.ts';
import { budgetGroup } from './budget/index.ts';
import { cacheGroup } from './cache/index.ts';
import { callGroup } from './call/index.ts';
import { controlCommand } from './control.ts';
import { costCommand } from './cost.ts';
import { costCenterGroup } from './cost-center/index.ts';
import { costItemGroup } from './cost-item/index.ts';
import { dataClassGroup } from './data-class/index.ts';
import { demoCommand } from './demo/index.ts';
import { doctorCommand } from './doctor.ts';
import { environmentGroup } from './environment/index.ts';
import { exchangeRateGroup } from './exchange-rate/index.ts';
import { exportGroup } from './export/index.ts';
import { findingGroup } from './finding/index.ts';
import { focusGroup } from './focus/index.ts';
import { fullCostCommand } from './full-cost/index.ts';
import { gateGroup } from './gate/index.ts';
import { gatewayCommand } from './gateway/index.ts';
import { importGroup } from './import/index.ts';
import { keyGroup } from './key/index.ts';
import { killGroup } from './kill/index.ts';
import { limitGroup } from './limit/index.ts';
import { mappingGroup } from './mapping/index.ts';
import { migrateGroup } from './migrate/index.ts';
import { modelGroup } from './model/index.ts';
import { noteGroup } from './note/index.ts';
import { organizationGroup } from './organization/index.ts';
import { outcomeGroup } from './outcome/index.ts';
import { outcomeRuleGroup } from './outcome-rule/index.ts';
import { periodGroup } from './period/index.ts';
import { personGroup } from './person/index.ts';
import { priceGroup } from './price/index.ts';
import { proposalGroup } from './proposal/index.ts';
import { providerGroup } from './provider/index.ts';
import { qualityGroup } from './quality/index.ts';
import { reconcileGroup } from './reconcile/index.ts';
import { reloadCommand } from './reload.ts';
import { routeGroup } from './route/index.ts';
import { sourceGroup } from './source/index.ts';
import { tagGroup } from './tag/index.ts';
import { taskGroup } from './task/index.ts';
import { teamGroup } from './team/index.ts';
import { tokenGroup } from './token/index.ts';
import { unitCommand } from './unit/index.ts';
import { scorecardCommand } from './unit/scorecard.ts';
import { viabilityCommand } from './unit/viability.ts';
import { upCommand } from './up.ts';
import { viewGroup } from './view/index.ts';
import { virtualTagGroup } from './virtual-tag/index.ts';
import { workloadGroup } from './workload/index.ts';

export interface CommandGroup {
  heading: string;
  commands: readonly Command[];
}

/** Every command, in the order of `weir --help`. */
export function commandGroups(deps: CliDeps): CommandGroup[] {
  return [
    {
      heading: 'Run it:',
      commands: [
        upCommand(deps),
        controlCommand(deps),
        gatewayCommand(deps),
        reloadCommand(deps),
        doctorCommand(deps),
        backupGroup(deps),
        migrateGroup(deps),
      ],
    },
    {
      heading: 'Who may call:',
      commands: [workloadGroup(deps), keyGroup(deps), environmentGroup(deps), gateGroup(deps)],
    },
    {
      heading: 'What may be spent:',
      commands: [
        budgetGroup(deps),
        limitGroup(deps),
        taskGroup(deps),
        killGroup(deps),
        approvalGroup(deps),
        alertGroup(deps),
      ],
    },
    {
      heading: 'Where calls go:',
      commands: [routeGroup(deps), modelGroup(deps), providerGroup(deps), dataClassGroup(deps)],
    },
    {
      heading: 'Who it belongs to:',
      commands: [
        applyCommand(deps),
        organizationGroup(deps),
        costCenterGroup(deps),
        teamGroup(deps),
        applicationGroup(deps),
        personGroup(deps),
        tagGroup(deps),
        virtualTagGroup(deps),
        attributionGroup(deps),
      ],
    },
    { heading: 'Who may change it, and did:', commands: [tokenGroup(deps), auditGroup(deps)] },
    {
      heading: 'What it cost:',
      commands: [
        costCommand(deps),
        fullCostCommand(deps),
        costItemGroup(deps),
        allocationGroup(deps),
        callGroup(deps),
        cacheGroup(deps),
        priceGroup(deps),
        agreementGroup(deps),
        exchangeRateGroup(deps),
        findingGroup(deps),
        exportGroup(deps),
        focusGroup(deps),
        viewGroup(deps),
      ],
    },
    {
      heading: 'What it achieved:',
      commands: [outcomeGroup(deps), outcomeRuleGroup(deps), qualityGroup(deps)],
    },
    {
      heading: 'What it was worth:',
      commands: [unitCommand(deps), viabilityCommand(deps), scorecardCommand(deps), noteGroup(deps)],
    },
    {
      heading: 'Whether it agrees with the bill:',
      commands: [reconcileGroup(deps), proposalGroup(deps), periodGroup(deps)],
    },
    {
      heading: 'Bring in data:',
      commands: [sourceGroup(deps), mappingGroup(deps), importGroup(deps), demoCommand(deps)],
    },
  ];
}
