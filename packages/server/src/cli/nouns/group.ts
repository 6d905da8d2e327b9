import { defineGroup } from '../group.ts';
import type { CliDeps } from '../ports.ts';
import { nounChange } from './change.ts';
import { nounCreate } from './create.ts';
import { nounList } from './list.ts';
import type { Noun, NounRecord } from './noun.ts';

/** `create`, `list` and `change` of a plain thing of the registry. */
export const nounGroup = <T extends NounRecord>(deps: CliDeps, summary: string, noun: Noun<T>) =>
  defineGroup(noun.name, summary, [nounCreate(deps, noun), nounList(deps, noun), nounChange(deps, noun)]);
