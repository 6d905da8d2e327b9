import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { reconcileRun, reconcileShow } from './show.ts';

export const reconcileGroup = (deps: CliDeps) =>
  defineGroup('reconcile', 'the ledger against what providers bill', [
    reconcileRun(deps),
    reconcileShow(deps),
  ]);
