import type { Outcome, TaskView, Workload } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { sumMoney } from '../../format/money.ts';

export interface Worth {
  value: string;
  currency: string;
  /** Told by the value metric of the workload, not by the outcome itself. */
  isOfMetric: boolean;
}

/** What one outcome is worth: as told with it, else as the value metric says of its successes; undefined when unknown. */
export function worthOf(
  { outcome, success, value, currency }: Outcome,
  metric: Workload['value_metric'],
): Worth | undefined {
  if (!success) return undefined;
  if (value !== undefined && currency !== undefined) return { value, currency, isOfMetric: false };
  if (metric?.outcome !== outcome || metric.value === undefined || metric.currency === undefined) {
    return undefined;
  }
  return { value: metric.value, currency: metric.currency, isOfMetric: true };
}

/** What is left of the value of its outcomes after its cost; undefined when none has one in its currency or classes differ. */
export function leftOf(
  rows: readonly { outcome: Pick<Outcome, 'class'>; worth: Worth | undefined }[],
  { cost, currency }: Pick<TaskView, 'cost' | 'currency'>,
): { value: string; rest: string } | undefined {
  const worths = rows.flatMap(({ outcome, worth }) =>
    worth === undefined ? [] : [{ ...worth, class: outcome.class }],
  );
  const classes = new Set(worths.map((one) => one.class));
  if (classes.size !== 1 || worths.some((one) => one.currency !== currency)) return undefined;
  const value = sumMoney(worths.map((one) => one.value));
  return { value, rest: Decimal.from(value).subtract(Decimal.from(cost)).toString() };
}
