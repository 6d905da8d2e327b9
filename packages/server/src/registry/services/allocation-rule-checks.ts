import type { AllocationRule, AllocationStep, TagFilter } from '@weir/core/contract';
import { KEPT, poolLoop } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { allocationRules, costItems } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import { requireReference } from './references.ts';

/** What workloads are told apart by. */
const OF_WORKLOADS: ReadonlySet<string> = new Set([
  'workload',
  'cost_center',
  'team',
  'application',
  'environment',
  'owner',
  'use_case',
  'business_process',
  'request_type',
]);

/** Refuses, naming step and remedy, what could never be shared out; loops are looked for in `refusePoolLoop`. */
export async function checkRule(
  tx: Queries,
  { among, steps }: Pick<AllocationRule, 'among' | 'steps'>,
): Promise<void> {
  checkAmong(among);
  const levels = new Set<string>();
  let keeps = true;
  for (const [i, step] of steps.entries()) {
    const field = `steps.${i}`;
    if (step.kind === 'pools') {
      if (levels.size > 0) throw unfit(field, 'Pools come before splits', 'Move the step to the front.');
      checkShares(`${field}.shares`, step.shares);
      for (const item of Object.keys(step.shares)) {
        if (item !== KEPT) await requireReference(tx, costItems, 'cost item', `${field}.shares`, item);
      }
      keeps = keeps && Decimal.from(step.shares[KEPT] ?? '0').compare(Decimal.ZERO) > 0;
      continue;
    }
    if (levels.has(step.among)) {
      throw unfit(field, `What is here was split among ${step.among} before`, 'Leave this step out.');
    }
    levels.add(step.among);
    checkBasis(field, step);
  }
  const last = steps.at(-1);
  if (keeps && !(last?.kind === 'split' && last.among === 'workload')) {
    throw unfit(
      'steps',
      'The last step does not split among workloads',
      'Add {"kind":"split","among":"workload","by":"even"}.',
    );
  }
  if (!keeps && levels.size > 0) {
    throw unfit(
      'steps',
      'All of it goes to pools, so that nothing is left to split',
      `Give "${KEPT}" a share of the pools, or leave the splits out.`,
    );
  }
}

/** Throws `invalid_argument` naming the loop that costs would go round in. */
export async function refusePoolLoop(tx: Queries): Promise<void> {
  const rules = new Map((await tx.select().from(allocationRules)).map((rule) => [rule.id, rule]));
  const items = await tx.select({ id: costItems.id, rule: costItems.rule }).from(costItems);
  const loop = poolLoop(
    items.map(({ id, rule }) => {
      const steps = rule === null ? undefined : rules.get(rule)?.steps;
      return steps === undefined ? { id } : { id, terms: { steps, onZeroBasis: 'even' } };
    }),
  );
  if (loop === undefined) return;
  throw unfit('steps', `Costs would go round in a loop: ${loop}`, 'Take one of these pools out of its rule.');
}

function checkAmong(among: TagFilter): void {
  for (const name of Object.keys(among)) {
    if (OF_WORKLOADS.has(name) || name.startsWith('tag.')) continue;
    throw unfit(
      `among.${name}`,
      `Workloads are not told apart by ${name}`,
      `Use ${[...OF_WORKLOADS].join(', ')} or tag.<name>.`,
    );
  }
}

function checkBasis(field: string, { by, shares }: Extract<AllocationStep, { kind: 'split' }>): void {
  if (by === 'fixed') {
    if (shares === undefined)
      throw unfit(
        `${field}.shares`,
        'A fixed split needs shares',
        'Say who has how much, e.g. {"claims":"3","sales":"1"}.',
      );
    checkShares(`${field}.shares`, shares);
    return;
  }
  if (shares !== undefined)
    throw unfit(
      `${field}.shares`,
      `A split by ${by} has no shares of its own`,
      'Leave them out, or split by fixed.',
    );
}

/** Division by zero is refused where it is written down; measured bases that come to nothing follow `on_zero_basis`. */
function checkShares(field: string, shares: Readonly<Record<string, string>>): void {
  const weights = Object.entries(shares).map(([name, text]) => ({ name, weight: Decimal.from(text) }));
  const negative = weights.find(({ weight }) => weight.isNegative);
  if (negative !== undefined)
    throw unfit(field, `The share of "${negative.name}" is below zero`, 'Shares are 0 or more.');
  if (weights.every(({ weight }) => weight.isZero)) {
    throw unfit(
      field,
      'All shares are zero, and nothing can be divided by zero',
      'Give one of them more than 0.',
    );
  }
}

function unfit(field: string, message: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', message, { field, remedy });
}
