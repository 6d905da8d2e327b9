import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { periodClose, periodReview } from './close.ts';
import { periodList, periodShow } from './list.ts';

export const periodGroup = (deps: CliDeps) =>
  defineGroup('period', 'months of the books: open, reviewed, closed', [
    periodList(deps),
    periodShow(deps),
    periodReview(deps),
    periodClose(deps),
  ]);
