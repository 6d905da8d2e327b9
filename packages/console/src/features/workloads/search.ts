import type { Stage, Verdict } from '@weir/core/contract';
import { oneOf, textOf } from '../../routes/search.ts';
import { readScope, type Scope } from '../scope/scope.ts';

/** Parts of a workload's page, in their order. */
export const SECTIONS = [
  'overview',
  'economics',
  'cost',
  'value',
  'usage',
  'controls',
  'changes',
  'profile',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface WorkloadSearch extends Scope {
  /** Absent: the overview. */
  section?: Section | undefined;
}

export function readWorkloadSearch(raw: Record<string, unknown>): WorkloadSearch {
  const { filter: _, ...range } = readScope(raw);
  const section = oneOf(raw['section'], SECTIONS);
  return { ...range, ...(section === undefined || section === 'overview' ? {} : { section }) };
}

export const STAGES = ['poc', 'pilot', 'production', 'retired'] as const satisfies readonly Stage[];
const VERDICTS = ['scale', 'improve', 'stop', 'not_enough_evidence'] as const satisfies readonly Verdict[];

export interface WorkloadsSearch extends Scope {
  search?: string | undefined;
  stage?: Stage | undefined;
  verdict?: Verdict | undefined;
  /** Column, with `-` before it when the largest comes first; by cost when absent. */
  sort?: string | undefined;
}

export function readWorkloadsSearch(raw: Record<string, unknown>): WorkloadsSearch {
  const [search, sort] = [textOf(raw['search']), textOf(raw['sort'])];
  const stage = oneOf(raw['stage'], STAGES);
  const verdict = oneOf(raw['verdict'], VERDICTS);
  return {
    ...readScope(raw),
    ...(search === undefined ? {} : { search }),
    ...(stage === undefined ? {} : { stage }),
    ...(verdict === undefined ? {} : { verdict }),
    ...(sort === undefined ? {} : { sort }),
  };
}
