import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { callContentCommand } from './content.ts';
import { callList } from './list.ts';
import { callShow } from './show.ts';

export const callGroup = (deps: CliDeps) =>
  defineGroup('call', 'calls in the ledger', [callList(deps), callShow(deps), callContentCommand(deps)]);
