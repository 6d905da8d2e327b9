import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { killEnd } from './end.ts';
import { killList } from './list.ts';
import { killCommands } from './throw.ts';

export const killGroup = (deps: CliDeps) =>
  defineGroup('kill', 'kill switches: stop a task, key, workload, provider or everything at once', [
    ...killCommands(deps),
    killList(deps),
    killEnd(deps),
  ]);
