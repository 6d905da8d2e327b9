import type { BudgetMode, BudgetPeriod, KillTarget, RateMetric } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { AdmissionBudget, AdmissionKill, AdmissionRateLimit } from './admission-state.ts';
import { inOrganizationCurrency } from './services/budget-rows.ts';
import { optional } from './services/present.ts';
import type { Directory, Tables } from './store/directory.ts';

type Lift = Tables['budgetLift'];

/** In order of their ids. Lifts that are over are left out. */
export function admissionBudgets(directory: Directory, now: Date): AdmissionBudget[] {
  const lifts = new Map<string, Lift[]>();
  for (const lift of directory.rows.budgetLift.values()) {
    if (lift.until <= now) continue;
    const ofBudget = lifts.get(lift.budget);
    if (ofBudget === undefined) lifts.set(lift.budget, [lift]);
    else ofBudget.push(lift);
  }
  return inOrder(directory.rows.budget).map((row) =>
    admissionBudget(row, lifts.get(row.id) ?? [], directory),
  );
}

function admissionBudget(
  row: Tables['budget'],
  lifts: readonly Lift[],
  { rows }: Directory,
): AdmissionBudget {
  const [organization] = rows.organization.values();
  const pico = (amount: string) => inOrganizationCurrency(amount, row).toPico().toString();
  const workload = row.scope['workload'];
  const ofWorkload = workload === undefined ? undefined : rows.workload.get(workload)?.owner;
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    amountPico: pico(row.amount),
    currency: organization?.currency ?? row.currency,
    period: row.period as BudgetPeriod,
    ...optional('startsAt', row.startsAt?.getTime()),
    ...optional('endsAt', row.endsAt?.getTime()),
    mode: row.mode as BudgetMode,
    yellowPercent: row.yellowPercent,
    redPercent: row.redPercent,
    ...optional('degradeTo', row.degradeTo),
    onAuthorityLoss: row.onAuthorityLoss as AdmissionBudget['onAuthorityLoss'],
    approvers: row.approvers,
    ...optional('owner', row.owner ?? ofWorkload),
    rollOver: row.rollOver as AdmissionBudget['rollOver'],
    ...optional('rollOverMaxPico', row.rollOverMax === null ? null : pico(row.rollOverMax)),
    lifts: lifts.map((lift) => ({
      amountPico: pico(lift.amount),
      from: lift.createdAt.getTime(),
      until: lift.until.getTime(),
    })),
  };
}

export function admissionRateLimits(directory: Directory): AdmissionRateLimit[] {
  return inOrder(directory.rows.rateLimit).map((row) => {
    const units = (text: string) => (row.metric === 'cost' ? Decimal.from(text).toPico() : whole(text));
    return {
      id: row.id,
      name: row.name,
      scope: row.scope,
      ...optional('per', row.per),
      metric: row.metric as RateMetric,
      limit: units(row.limit).toString(),
      windowSeconds: row.windowSeconds,
      ...optional('burst', row.burst === null ? null : units(row.burst).toString()),
      queueMs: row.queueMs,
    };
  });
}

const whole = (text: string): bigint => Decimal.from(text).roundHalfEven(0).coefficient;

export function admissionKills(directory: Directory): AdmissionKill[] {
  return inOrder(directory.rows.kill).map((row) => ({
    id: row.id,
    target: row.target as KillTarget,
    ...optional('subject', row.subject),
    reason: row.reason,
    cut: row.cut,
  }));
}

/** By code unit: the same on every host, whatever its locale. */
function inOrder<T extends { id: string }>(rows: ReadonlyMap<string, T>): T[] {
  return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
