import type { UsageProfile, ValueMetric } from '@weir/core/contract';
import { eq, or } from 'drizzle-orm';
import { exchangeRates } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import { checkAmount, invalid } from './amounts.ts';
import { personNamed } from './belongings.ts';
import type { WorkloadRow } from './workload-rows.ts';

/** As it comes in: absent stays as it is, null takes away. */
export interface ProfileInput {
  owner?: string | undefined;
  technical_owner?: string | null | undefined;
  usage_profile?: UsageProfile | null | undefined;
  fallback_plan?: { tested_at?: string | undefined } | null | undefined;
  value_metric?: ValueMetric | null | undefined;
  review_date?: string | null | undefined;
}

export interface ProfileFacts {
  /** As it is; absent when it is created. Only what becomes different is checked. */
  old?: WorkloadRow;
  /** In the organization's zone. */
  today: string;
  now: Date;
  /** The organization's. */
  currency: string;
}

const MINUTES_PER_DAY = 1_440;
const CURRENCY = /^[A-Z]{3}$/;

/** Throws `invalid_argument` that names the field: an owner who left, a review that was due already, amounts without a currency. */
export async function checkProfile(tx: Queries, input: ProfileInput, facts: ProfileFacts): Promise<void> {
  const { old } = facts;
  await refuseLeft(tx, 'owner', input.owner, old?.owner);
  await refuseLeft(tx, 'technical_owner', input.technical_owner, old?.technicalOwner);
  if (input.usage_profile) checkUsage(input.usage_profile);
  checkTested(input.fallback_plan?.tested_at, facts.now);
  if (input.value_metric) await checkValue(tx, input.value_metric, facts.currency);
  const { review_date: review } = input;
  if (review && review !== old?.reviewDate && review < facts.today) {
    throw invalid(
      'review_date',
      `The review would have been due on ${review} already`,
      `Give ${facts.today} or a later day.`,
    );
  }
}

/** One who is not in the registry may own a workload, one who left may not become its owner. */
async function refuseLeft(
  tx: Queries,
  field: string,
  name: string | null | undefined,
  old: string | null | undefined,
): Promise<void> {
  if (name === undefined || name === null || name === old) return;
  const person = await personNamed(tx, name);
  if (person?.state === 'left') throw invalid(field, `${person.name} has left`, 'Name somebody who is here.');
}

function checkUsage({ calls_per_day: day, peak_calls_per_minute: peak }: UsageProfile): void {
  if (peak === undefined || peak * MINUTES_PER_DAY >= day) return;
  throw invalid(
    'usage_profile.peak_calls_per_minute',
    `${peak} calls a minute at the peak do not make ${day} a day`,
    `Give at least ${Math.ceil(day / MINUTES_PER_DAY)}, or leave it out.`,
  );
}

function checkTested(testedAt: string | undefined, now: Date): void {
  if (testedAt === undefined || new Date(testedAt) <= now) return;
  throw invalid(
    'fallback_plan.tested_at',
    'The fallback plan cannot have been tested in the future',
    'Give the instant of the last test, or leave it out.',
  );
}

async function checkValue(tx: Queries, metric: ValueMetric, own: string): Promise<void> {
  const { baseline, currency } = metric;
  const amounts: [string, string | undefined, string][] = [
    ['value_metric.value', metric.value, 'The value of an outcome'],
    ['value_metric.baseline.cost', baseline?.cost, 'The cost of an outcome before AI'],
    ['value_metric.investment', metric.investment, 'An investment'],
  ];
  for (const [field, amount, noun] of amounts) {
    if (amount === undefined) continue;
    checkAmount(amount, field, noun, 'Give 0 or more, or leave it out when it is not known.');
    if (currency === undefined)
      throw invalid('value_metric.currency', `${noun} needs its currency`, `Give it, such as ${own}.`);
  }
  if (baseline !== undefined && baseline.cost === undefined && baseline.minutes === undefined) {
    throw invalid(
      'value_metric.baseline',
      'A baseline says what one outcome took before AI',
      'Give its cost or its minutes, or leave the baseline out.',
    );
  }
  if (currency !== undefined) await checkCurrency(tx, currency, own);
}

/** Its figures are told in the organization's currency, so there must be a way there. */
async function checkCurrency(tx: Queries, currency: string, own: string): Promise<void> {
  const field = 'value_metric.currency';
  if (!CURRENCY.test(currency))
    throw invalid(field, `"${currency}" is no currency`, 'Use three capital letters such as EUR.');
  if (currency === own) return;
  const [rate] = await tx
    .select({ id: exchangeRates.id })
    .from(exchangeRates)
    .where(or(eq(exchangeRates.base, currency), eq(exchangeRates.quote, currency)))
    .limit(1);
  if (rate !== undefined) return;
  throw invalid(
    field,
    `No exchange rate of ${currency} is known, so nothing could be told in ${own}`,
    `Add one with weir exchange-rate create, or give amounts in ${own}.`,
  );
}
