import type { Workload } from '@weir/core/contract';
import { formatExact, formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import { policyLines } from './policy-text.ts';
import { profileLines } from './profile-text.ts';

export function printWorkload(out: Output, workload: Workload): void {
  if (out.json) {
    out.data(workload);
    return;
  }
  out.fields([
    ['workload', out.style('bold', workload.id)],
    ['name', workload.name],
    ['application', workload.application],
    ['environment', workload.environment],
    ['stage', workload.stage],
    ['owner', workload.owner],
    ['technical owner', workload.technical_owner],
    ['cost center', workload.cost_center],
    ['team', workload.team],
    ['use case', workload.use_case],
    ['business process', workload.business_process],
    ['request type', workload.request_type],
    ['models', workload.approved_models.join(', ') || 'all'],
    ['budget', budgetText(workload)],
    ...policyLines(workload),
    ...profileLines(workload),
    ['tags', pairsText(workload.tags)],
    ['created', `${formatInstant(workload.created_at)} UTC`],
    ['changed', `${formatInstant(workload.updated_at)} UTC`],
  ]);
}

export function budgetText({ budget }: Workload): string | undefined {
  if (budget === undefined) return undefined;
  const period = budget.period === 'total' ? 'in total' : `per ${budget.period}`;
  return `${formatExact(budget.amount)} ${budget.currency} ${period}`;
}

export function pairsText(pairs: Readonly<Record<string, string>>): string | undefined {
  const text = Object.entries(pairs).map(([name, value]) => `${name}=${value}`);
  return text.length === 0 ? undefined : text.join(', ');
}
