import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { tokenCreate } from './create.ts';
import { tokenList } from './list.ts';
import { tokenRevoke } from './revoke.ts';

export const tokenGroup = (deps: CliDeps) =>
  defineGroup('token', 'admin tokens: who may change things from elsewhere', [
    tokenCreate(deps),
    tokenList(deps),
    tokenRevoke(deps),
  ]);
