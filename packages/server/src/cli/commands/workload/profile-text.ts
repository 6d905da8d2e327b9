import type { Workload } from '@weir/core/contract';
import { formatExact } from '../../output/figures.ts';

type Line = readonly [label: string, value: string | undefined];

/** What a workload is for and like, as lines for people; nothing for what it does not say. */
export function profileLines(workload: Workload): Line[] {
  const { classification, usage_profile: usage, quality_metric: quality } = workload;
  return [
    ['description', workload.description],
    ['classification', classification && pairs(classification)],
    ['expected', usage && pairs(usage)],
    ['fallback plan', workload.fallback_plan && planText(workload.fallback_plan)],
    ['quality', quality && `${quality.name}, at least ${quality.target}`],
    ...valueLines(workload),
    ['review due', workload.review_date],
    ['merged into', workload.merged_into],
  ];
}

function valueLines({ value_metric: metric }: Workload): Line[] {
  if (metric === undefined) return [];
  const money = (amount: string | undefined) =>
    amount === undefined ? undefined : `${formatExact(amount)} ${metric.currency ?? ''}`.trim();
  const { baseline } = metric;
  const before = [
    money(baseline?.cost),
    baseline?.minutes === undefined ? undefined : `${baseline.minutes} minutes`,
  ].filter((text) => text !== undefined);
  const worth = money(metric.value);
  return [
    [
      'outcome',
      `${metric.outcome}${worth === undefined ? '' : `, each worth ${worth}`} (${metric.class}, ${metric.confidence})`,
    ],
    ['before AI', before.length === 0 ? undefined : `${before.join(' and ')} each`],
    ['invested', money(metric.investment)],
  ];
}

function planText({ plan, tested_at: at }: NonNullable<Workload['fallback_plan']>): string {
  return `${plan} (${at === undefined ? 'not tested' : `tested ${at.slice(0, 10)}`})`;
}

function pairs(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${String(value)}`)
    .join(', ');
}
