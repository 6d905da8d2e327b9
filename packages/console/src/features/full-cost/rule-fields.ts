import type { AllocationBasis, AllocationLevel, AllocationRule, AllocationStep } from '@weir/core/contract';
import type { NewAllocationRule } from '../../api/full-cost-mutations.ts';

/** A step as it stands in its inputs. */
export interface StepFields {
  kind: 'split' | 'pools';
  among: AllocationLevel;
  by: AllocationBasis;
  /** `claims=3, sales=1` */
  shares: string;
}

export interface RuleFields {
  id: string;
  name: string;
  /** `environment=production, team=claims` */
  among: string;
  steps: StepFields[];
  onZero: AllocationRule['on_zero_basis'];
}

export const BASES = [
  'cost',
  'calls',
  'tokens',
  'users',
  'tasks',
  'outcomes',
  'even',
  'fixed',
] as const satisfies readonly AllocationBasis[];

export const emptyStep = (): StepFields => ({ kind: 'split', among: 'workload', by: 'tokens', shares: '' });
export const emptyRule = (): RuleFields => ({
  id: '',
  name: '',
  among: '',
  steps: [emptyStep()],
  onZero: 'even',
});

const written = (shares: Readonly<Record<string, string>>) =>
  Object.entries(shares)
    .map(([name, weight]) => `${name}=${weight}`)
    .join(', ');

const fieldsOfStep = (step: AllocationStep): StepFields =>
  step.kind === 'pools'
    ? { ...emptyStep(), kind: 'pools', shares: written(step.shares) }
    : { kind: 'split', among: step.among, by: step.by, shares: written(step.shares ?? {}) };

export function fieldsOfRule(rule: AllocationRule): RuleFields {
  const terms = Object.entries(rule.among).flatMap(([name, values]) =>
    (values ?? []).map((value) => `${name}=${value}`),
  );
  return {
    id: rule.id,
    name: rule.name === rule.id ? '' : rule.name,
    among: terms.join(', '),
    steps: rule.steps.map(fieldsOfStep),
    onZero: rule.on_zero_basis,
  };
}

/** Pairs `name=value`; undefined when one is not such a pair. */
function pairsOf(typed: string): [string, string][] | undefined {
  const parts = typed
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const pairs = parts.map((one): [string, string] => {
    const at = one.indexOf('=');
    return [one.slice(0, Math.max(0, at)).trim(), one.slice(at + 1).trim()];
  });
  return pairs.every(([name, value]) => name !== '' && value !== '') ? pairs : undefined;
}

const WEIGHT = /^\d{1,18}(\.\d{1,12})?$/;

/** Weights by receiver; undefined when there is none or one cannot be read. */
export function sharesOf(typed: string): Record<string, string> | undefined {
  const pairs = pairsOf(typed);
  if (pairs === undefined || pairs.length === 0) return undefined;
  return pairs.every(([, weight]) => WEIGHT.test(weight)) ? Object.fromEntries(pairs) : undefined;
}

/** Who takes part; undefined when it cannot be read. */
export function amongOf(typed: string): Record<string, string[]> | undefined {
  const pairs = pairsOf(typed);
  if (pairs === undefined) return undefined;
  const among: Record<string, string[]> = {};
  for (const [name, value] of pairs) among[name] = [...(among[name] ?? []), value];
  return among;
}

function stepOf({ kind, among, by, shares }: StepFields): AllocationStep | undefined {
  if (kind === 'split' && by !== 'fixed') return { kind, among, by };
  const read = sharesOf(shares);
  if (read === undefined) return undefined;
  return kind === 'pools' ? { kind, shares: read } : { kind, among, by, shares: read };
}

/** The steps; undefined while one of them cannot be read. */
export function stepsOf(steps: readonly StepFields[]): AllocationStep[] | undefined {
  const read = steps.map(stepOf);
  return read.every((step) => step !== undefined) ? read : undefined;
}

/** The body of a request; undefined while something cannot be read. */
export function toRule(fields: RuleFields): NewAllocationRule | undefined {
  const [steps, among] = [stepsOf(fields.steps), amongOf(fields.among)];
  if (steps === undefined || among === undefined) return undefined;
  const name = fields.name.trim();
  return {
    id: fields.id.trim(),
    ...(name === '' ? {} : { name }),
    among,
    steps,
    on_zero_basis: fields.onZero,
  };
}
