import type { Command } from 'commander';
import type { CliDeps } from '../ports.ts';
import { callGroup } from './call/index.ts';
import { costCommand } from './cost.ts';
import { demoCommand } from './demo/index.ts';
import { doctorCommand } from './doctor.ts';
import { findingGroup } from './finding/index.ts';
import { importGroup } from './import/index.ts';
import { keyGroup } from './key/index.ts';
import { priceGroup } from './price/index.ts';
import { upCommand } from './up.ts';
import { workloadGroup } from './workload/index.ts';

export interface CommandGroup {
  heading: string;
  commands: readonly Command[];
}

/** Every command, in the order of `weir --help`. */
export function commandGroups(deps: CliDeps): CommandGroup[] {
  return [
    { heading: 'Run it:', commands: [upCommand(deps), doctorCommand(deps)] },
    { heading: 'Who may call:', commands: [workloadGroup(deps), keyGroup(deps)] },
    {
      heading: 'What it cost:',
      commands: [costCommand(deps), callGroup(deps), priceGroup(deps), findingGroup(deps)],
    },
    { heading: 'Bring in data:', commands: [importGroup(deps), demoCommand(deps)] },
  ];
}
