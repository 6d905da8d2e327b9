import type { Budget, GateQuestion } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { type GateFacts, TRAFFIC_DAYS } from './facts.ts';
import { amountOf, count, percentOf, roundAmount } from './phrases.ts';
import { REQUIREMENTS } from './requirements.ts';

const DAYS_OF_MONTH = 30;
/** Days, where a period has a length. */
const PERIOD_DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, quarter: 91, year: 365 };

/** People answer; this is what they answer from. */
export const QUESTIONS: Readonly<Record<GateQuestion, (facts: GateFacts) => string>> = {
  does_it_work: (facts) => {
    const { record, traffic } = facts;
    const { evidence } = REQUIREMENTS.quality_metric(facts);
    const met =
      record.score &&
      record.workload.quality_metric &&
      record.score.score >= record.workload.quality_metric.target;
    const target = met === undefined ? '' : met ? ' The target is met.' : ' The target is not met.';
    return `${evidence}${target} ${errorsOf(traffic)}`;
  },
  affordable_at_scale: affordable,
  can_we_monitor: (facts) => REQUIREMENTS.observability_tags(facts).evidence,
  can_we_govern: ({ record: { workload, budgets, rateLimits } }) => {
    const hard = budgets.filter(stops).length;
    const models = workload.approved_models.length || 'all';
    return `Budgets that refuse: ${hard}, rate limits: ${rateLimits.length}, approved models: ${models}, limits of tasks: ${
      workload.limits === undefined ? 'none' : 'set'
    }.`;
  },
  why_it_matters: (facts) => {
    const { description, business_process: process } = facts.record.workload;
    const said = [process, description].filter((text) => text !== undefined);
    return [REQUIREMENTS.value_metric(facts).evidence, ...said.map(asSentence)].join(' ');
  },
  usage_spikes: ({ record: { workload, budgets, rateLimits } }) => {
    const peak = workload.usage_profile?.peak_calls_per_minute;
    const expected =
      peak === undefined ? 'No peak is expected' : `${count(peak)} calls a minute expected at peak`;
    const stop = budgets.find(stops);
    const held =
      stop === undefined
        ? 'no budget refuses'
        : `budget ${stop.id} refuses at ${amountOf(stop.amount)} ${stop.currency}`;
    return `${expected}; rate limits: ${rateLimits.length}; ${held}.`;
  },
  quality_degrades: ({ record: { workload } }) => {
    const { quality_metric: metric, routing, review_date: review } = workload;
    const told = metric === undefined ? 'No metric tells' : `${metric.name} below ${metric.target} tells`;
    const up = routing?.escalation?.to ?? [];
    const higher = up.length === 0 ? 'answers are not escalated' : `answers escalate to ${up.join(', ')}`;
    return `${told}; ${higher}; next review: ${review ?? 'no date'}.`;
  },
};

/** People write these as they like; beside others each has to begin and end. */
function asSentence(text: string): string {
  const said = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

const stops = ({ mode }: Budget) => mode !== 'soft';

function errorsOf(traffic: GateFacts['traffic']): string {
  if (traffic === undefined) return 'No calls in 30 days.';
  return `${percentOf(String(traffic.errors), String(traffic.calls))}% of ${count(traffic.calls)} calls in 30 days failed.`;
}

/** Expected calls at what a call has cost so far, against its budget over 30 days. */
function affordable({ currency, record: { workload, budgets }, traffic }: GateFacts): string {
  const expected = workload.usage_profile?.calls_per_day;
  const budget = budgets.find(
    ({ period, currency: of }) => PERIOD_DAYS[period] !== undefined && of === currency,
  );
  const limit = budget && overMonth(budget);
  const has =
    limit === undefined
      ? 'it has no periodic budget of its own'
      : `its budget allows ${roundAmount(limit)} ${currency}`;
  if (expected === undefined) return `No usage is expected; ${has}.`;
  if (traffic === undefined || traffic.calls === 0) {
    return `${count(expected)} calls a day expected; what one costs is not known yet; ${has}.`;
  }
  const perCall = Decimal.from(traffic.cost).quotient(Decimal.from(traffic.calls), 12);
  const month = perCall.multiply(Decimal.from(expected)).multiply(Decimal.from(DAYS_OF_MONTH));
  const now = Decimal.from(traffic.calls).quotient(Decimal.from(TRAFFIC_DAYS), 2).toString();
  const verdict =
    limit === undefined ? '' : month.compare(limit) <= 0 ? ' That fits.' : ' That does not fit.';
  return (
    `${count(expected)} calls a day expected (${count(Number(now))} now) at ${perCall.roundHalfEven(6).toString()} ${currency} ` +
    `cost ${roundAmount(month)} ${currency} in 30 days; ${has}.${verdict}`
  );
}

function overMonth({ amount, period }: Budget): Decimal {
  const days = PERIOD_DAYS[period] ?? DAYS_OF_MONTH;
  return Decimal.from(amount).multiply(Decimal.from(DAYS_OF_MONTH)).quotient(Decimal.from(days), 12);
}
