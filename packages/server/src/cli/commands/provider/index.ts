import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { providerCommandList } from './list.ts';

export const providerGroup = (deps: CliDeps) =>
  defineGroup('provider', 'providers: where calls can go, and how they do', [providerCommandList(deps)]);
