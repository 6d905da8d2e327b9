import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { findingList } from './list.ts';

export const findingGroup = (deps: CliDeps) =>
  defineGroup('finding', 'what Weir noticed and someone should mend', [findingList(deps)]);
