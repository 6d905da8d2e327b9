import type { Decimal } from '../money/index.ts';

export type AllocationLevelName = 'cost_center' | 'team' | 'application' | 'environment' | 'workload';
export type AllocationBasisName =
  | 'cost'
  | 'calls'
  | 'tokens'
  | 'users'
  | 'tasks'
  | 'outcomes'
  | 'fixed'
  | 'even';
export type MeasuredBasis = Exclude<AllocationBasisName, 'fixed' | 'even'>;

/** As `allocationStep` of the contract. Shares are decimals by receiver and need not sum to anything. */
export type AllocationStepTerms =
  | { kind: 'pools'; shares: Readonly<Record<string, string>> }
  | {
      kind: 'split';
      among: AllocationLevelName;
      by: AllocationBasisName;
      shares?: Readonly<Record<string, string>> | undefined;
    };

export interface AllocationTerms {
  steps: readonly AllocationStepTerms[];
  onZeroBasis: 'even' | 'unallocated';
}

/** A workload that may bear a part. */
export interface Receiver {
  id: string;
  /** Where it belongs; '' where it belongs nowhere. */
  levels: Readonly<Record<Exclude<AllocationLevelName, 'workload'>, string>>;
  /** What it had in the period; absent: none. */
  basis: Readonly<Partial<Record<MeasuredBasis, Decimal>>>;
}

/** An amount to be shared out. */
export interface SharedCost {
  id: string;
  amount: Decimal;
  /** Absent: it goes where `workload` says, or nowhere. */
  terms?: AllocationTerms;
  /** Who takes part, if it is not all of them. */
  takesPart?: (receiver: Receiver) => boolean;
  workload?: string;
}

/** One division on the way to a part, to be checked by hand: `part` = `whole` x `basis` / `of`, rounded to the places. */
export interface AllocationTrace {
  /** `pool`: went on to another cost. `kept`: what a rule keeps of pools. `whole`: named, not divided. */
  kind: 'pool' | 'kept' | 'split' | 'whole';
  level?: AllocationLevelName;
  /** Value of the level, or the other cost. */
  to: string;
  by?: AllocationBasisName;
  /** Basis was zero all over: alike. */
  evened?: boolean;
  basis?: Decimal;
  of?: Decimal;
  whole: Decimal;
  part: Decimal;
}

/** What a workload bears of a cost; `workload` '' is what nobody bears. */
export interface AllocatedPart {
  cost: string;
  workload: string;
  amount: Decimal;
  /** Ways it came; more than one where it came over several pools. */
  ways: readonly (readonly AllocationTrace[])[];
}

export interface AllocationProblem {
  cost: string;
  message: string;
}

export interface AllocationResult {
  /** By cost, then workload. Sum exactly to the amounts. */
  parts: AllocatedPart[];
  problems: AllocationProblem[];
}
