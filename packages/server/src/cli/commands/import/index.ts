import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { importCalls } from './calls.ts';

export const importGroup = (deps: CliDeps) =>
  defineGroup('import', 'bring in what did not pass the gateway', [importCalls(deps)]);
