import {
  CONFIDENCES,
  DATA_SENSITIVITIES,
  LATENCY_NEEDS,
  LEVELS,
  VALUE_CLASSES,
  type Workload,
} from '@weir/core/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { positiveInteger } from '../../options.ts';

/** What a workload is for, what it is like and what is expected of it. */
export interface ProfileOptions {
  complexity?: string;
  risk?: string;
  latency?: string;
  quality?: string;
  dataSensitivity?: string;
  costSensitivity?: string;
  criticality?: string;
  callsPerDay?: number;
  activeUsers?: number;
  peakCallsPerMinute?: number;
  inputTokensPerCall?: number;
  outputTokensPerCall?: number;
  growthPercent?: number;
  fallbackPlan?: string;
  qualityMetric?: string;
  qualityTarget?: number;
  outcome?: string;
  outcomeValue?: string;
  valueCurrency?: string;
  valueConfidence?: string;
  valueClass?: string;
  baselineCost?: string;
  baselineMinutes?: number;
  baselineSource?: string;
  investment?: string;
}

export function addProfileOptions(command: Command): Command {
  const level = (flag: string, does: string) => new Option(`--${flag} <level>`, does).choices(LEVELS);
  return command
    .optionsGroup('What it is like (all seven propose a tier: weir workload tier):')
    .addOption(level('complexity', 'how hard the work is'))
    .addOption(level('risk', 'how bad a wrong answer is'))
    .addOption(new Option('--latency <need>', 'who waits for it').choices(LATENCY_NEEDS))
    .addOption(level('quality', 'how good answers must be'))
    .addOption(new Option('--data-sensitivity <class>', 'what it is given').choices(DATA_SENSITIVITIES))
    .addOption(level('cost-sensitivity', 'how much its price matters'))
    .addOption(level('criticality', 'how much rests on it'))
    .optionsGroup('What is expected of it:')
    .option('--calls-per-day <n>', 'calls on an ordinary day', positiveNumber)
    .option('--active-users <n>', 'people who use it', positiveInteger)
    .option('--peak-calls-per-minute <n>', 'calls in the busiest minute', positiveNumber)
    .option('--input-tokens-per-call <n>', 'tokens that go in', positiveNumber)
    .option('--output-tokens-per-call <n>', 'tokens that come out', positiveNumber)
    .option('--growth-percent <n>', 'growth per month in percent', number)
    .option('--fallback-plan <text>', 'what is done when its models cannot answer')
    .option('--quality-metric <name>', 'name of the scores its quality is told by')
    .option('--quality-target <n>', 'score it is to reach; higher is better', number)
    .optionsGroup('What it is for:')
    .option('--outcome <name>', 'outcome it brings about, such as ticket_resolved')
    .option('--outcome-value <amount>', 'what one outcome is worth', amount)
    .option('--value-currency <code>', 'currency of its amounts', upperCase)
    .addOption(
      new Option('--value-confidence <how>', 'how well that is known (default: asserted)').choices(
        CONFIDENCES,
      ),
    )
    .addOption(
      new Option('--value-class <class>', 'kind of value (default: measurable)').choices(VALUE_CLASSES),
    )
    .option('--baseline-cost <amount>', 'what one outcome cost before AI', amount)
    .option('--baseline-minutes <n>', 'minutes one outcome took before AI', positiveNumber)
    .option('--baseline-source <text>', 'where the baseline is from')
    .option('--investment <amount>', 'spent once to build it; payback is counted against it', amount);
}

type Fields = Record<string, unknown>;
const PARTS = ['classification', 'usage_profile', 'fallback_plan', 'quality_metric', 'value_metric'] as const;
type Part = (typeof PARTS)[number];

/** Parts to send: those there are, less what is unset, with the options on top. A new plan counts as not tested. */
export function profileOf(
  current: Partial<Pick<Workload, Part>>,
  options: ProfileOptions,
  unset: readonly string[] = [],
): Fields {
  const before = (part: Part): Fields => (unset.includes(part) ? {} : (current[part] ?? {}));
  const body: Fields = {};
  const put = (part: Part, given: Fields) => {
    if (Object.keys(given).length > 0) body[part] = { ...before(part), ...given };
  };
  put('classification', classificationOf(options));
  put('usage_profile', usageOf(options));
  if (options.fallbackPlan !== undefined) body['fallback_plan'] = { plan: options.fallbackPlan };
  put('quality_metric', present({ name: options.qualityMetric, target: options.qualityTarget }));
  const baseline = present({
    cost: options.baselineCost,
    minutes: options.baselineMinutes,
    source: options.baselineSource,
  });
  const known = before('value_metric')['baseline'] as Fields | undefined;
  put('value_metric', {
    ...metricOf(options),
    ...(Object.keys(baseline).length === 0 ? {} : { baseline: { ...known, ...baseline } }),
  });
  return body;
}

const classificationOf = (options: ProfileOptions) =>
  present({
    complexity: options.complexity,
    risk: options.risk,
    latency: options.latency,
    quality: options.quality,
    data_sensitivity: options.dataSensitivity,
    cost_sensitivity: options.costSensitivity,
    criticality: options.criticality,
  });

const usageOf = (options: ProfileOptions) =>
  present({
    calls_per_day: options.callsPerDay,
    active_users: options.activeUsers,
    peak_calls_per_minute: options.peakCallsPerMinute,
    input_tokens_per_call: options.inputTokensPerCall,
    output_tokens_per_call: options.outputTokensPerCall,
    growth_percent_per_month: options.growthPercent,
  });

const metricOf = (options: ProfileOptions) =>
  present({
    outcome: options.outcome,
    value: options.outcomeValue,
    currency: options.valueCurrency,
    confidence: options.valueConfidence,
    class: options.valueClass,
    investment: options.investment,
  });

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('Give a number such as 4.2.');
  return value;
}

function positiveNumber(text: string): number {
  const value = number(text);
  if (value <= 0) throw new InvalidArgumentError('Give a number above 0.');
  return value;
}

/** 0 is an amount: something may be worth nothing. */
function amount(text: string): string {
  if (!/^\d+(\.\d{1,12})?$/.test(text))
    throw new InvalidArgumentError('Give an amount such as 12.50; its currency is --value-currency.');
  return text;
}

function upperCase(text: string): string {
  return text.toUpperCase();
}
