import type { AllocationLevel } from '@weir/core/contract';
import { oneOf, textOf } from '../../routes/search.ts';
import { readScope, type Scope } from '../scope/scope.ts';

/** What the cost stack is told by. */
export const LEVELS = [
  'workload',
  'team',
  'cost_center',
  'application',
  'environment',
] as const satisfies readonly AllocationLevel[];
export type Level = (typeof LEVELS)[number];

/** Parts of the page. `explained`: where an amount comes from; `run`: what a month books. */
export const SECTIONS = ['stack', 'items', 'rules', 'run', 'explained'] as const;
export type Section = (typeof SECTIONS)[number];

export interface FullCostSearch extends Scope {
  /** The stack when absent. */
  section?: Exclude<Section, 'stack'> | undefined;
  /** Workload when absent. */
  per?: Exclude<Level, 'workload'> | undefined;
  /** `2026-11`; this month when absent. */
  month?: string | undefined;
  /** Whose shares, and of which cost, are explained. */
  workload?: string | undefined;
  item?: string | undefined;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export function readFullCostSearch(raw: Record<string, unknown>): FullCostSearch {
  const section = oneOf(raw['section'], SECTIONS);
  const per = oneOf(raw['per'], LEVELS);
  const [month, workload, item] = [textOf(raw['month']), textOf(raw['workload']), textOf(raw['item'])];
  return {
    ...readScope(raw),
    ...(section === undefined || section === 'stack' ? {} : { section }),
    ...(per === undefined || per === 'workload' ? {} : { per }),
    ...(month === undefined || !MONTH.test(month) ? {} : { month }),
    ...(workload === undefined ? {} : { workload }),
    ...(item === undefined ? {} : { item }),
  };
}
