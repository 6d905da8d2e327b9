import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';
import { budgetChange } from './change.ts';
import { budgetCreate } from './create.ts';
import { budgetLiftCommand } from './lift.ts';
import { budgetList } from './list.ts';
import { budgetShow } from './show.ts';
import { budgetSimulate } from './simulate.ts';

export const budgetGroup = (deps: CliDeps) =>
  defineGroup('budget', 'budgets: what may be spent, on what, in which time', [
    budgetCreate(deps),
    budgetList(deps),
    budgetShow(deps),
    budgetChange(deps),
    budgetSimulate(deps),
    budgetLiftCommand(deps),
    removeCommand(deps, {
      name: 'budget',
      label: 'budget',
      path: '/budgets',
      example: 'support-month',
      unless: 'when it is a workload’s own: change the workload',
    }),
  ]);
