import type { CallFact } from '@weir/core/contract';
import { operationName, type ProviderFacts, providerName, serverOf } from './providers.ts';
import {
  type Attributes,
  type HrTime,
  hrTime,
  type Metric,
  type Metrics,
  type Resource,
  SCOPE,
} from './types.ts';

/** As the GenAI conventions advise. */
const TOKEN_BOUNDS = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];
const DURATION_BOUNDS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
/** Series of one metric; what comes beyond goes into one marked as overflow, as SDKs do. */
const MOST_SERIES = 2_000;
const OVERFLOW: Attributes = { 'otel.metric.overflow': true };

// values of the SDK's enums, which are part of the wire format
const HISTOGRAM = 0;
const SUM = 3;
const CUMULATIVE = 1;
const DOUBLE = 1;

interface Series {
  attributes: Attributes;
  counts: number[];
  count: number;
  sum: number;
  min: number;
  max: number;
}

class Instrument {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Undefined: a counter. */
  readonly bounds: readonly number[] | undefined;
  private readonly series = new Map<string, Series>();

  constructor(name: string, unit: string, description: string, bounds?: readonly number[]) {
    this.name = name;
    this.unit = unit;
    this.description = description;
    this.bounds = bounds;
  }

  add(attributes: Attributes, value: number): void {
    const series = this.seriesOf(attributes);
    series.count += 1;
    series.sum += value;
    series.min = Math.min(series.min, value);
    series.max = Math.max(series.max, value);
    if (this.bounds === undefined) return;
    const found = this.bounds.findIndex((bound) => value <= bound);
    const bucket = found === -1 ? this.bounds.length : found;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
  }

  metric(startTime: HrTime, endTime: HrTime): Metric {
    const descriptor = { name: this.name, unit: this.unit, description: this.description, valueType: DOUBLE };
    const times = { startTime, endTime };
    const all = [...this.series.values()];
    const { bounds } = this;
    const common = { descriptor, aggregationTemporality: CUMULATIVE };
    if (bounds === undefined) {
      const dataPoints = all.map(({ attributes, sum }) => ({ ...times, attributes, value: sum }));
      return { ...common, dataPointType: SUM, isMonotonic: true, dataPoints };
    }
    const dataPoints = all.map(({ attributes, counts, count, sum, min, max }) => ({
      ...times,
      attributes,
      value: { buckets: { boundaries: [...bounds], counts: [...counts] }, count, sum, min, max },
    }));
    return { ...common, dataPointType: HISTOGRAM, dataPoints };
  }

  private seriesOf(attributes: Attributes): Series {
    const key = JSON.stringify(attributes);
    const known = this.series.get(key);
    if (known !== undefined) return known;
    if (this.series.size >= MOST_SERIES && attributes !== OVERFLOW) return this.seriesOf(OVERFLOW);
    const counts = new Array<number>((this.bounds?.length ?? 0) + 1).fill(0);
    const made = { attributes, counts, count: 0, sum: 0, min: Infinity, max: -Infinity };
    this.series.set(key, made);
    return made;
  }
}

const USAGE_COUNTERS = {
  input_tokens: 'gen_ai.client.inference.usage.input_tokens',
  output_tokens: 'gen_ai.client.inference.usage.output_tokens',
  cache_read_tokens: 'gen_ai.client.inference.usage.cache_read.input_tokens',
  cache_write_tokens: 'gen_ai.client.inference.usage.cache_write.input_tokens',
  output_reasoning_tokens: 'gen_ai.client.inference.usage.reasoning.output_tokens',
} as const;

/** The GenAI client metrics of all calls since control started, cumulative. */
export class GenAiMetrics {
  private readonly tokens = new Instrument(
    'gen_ai.client.token.usage',
    '{token}',
    'Number of input and output tokens used.',
    TOKEN_BOUNDS,
  );
  private readonly duration = new Instrument(
    'gen_ai.client.operation.duration',
    's',
    'GenAI operation duration.',
    DURATION_BOUNDS,
  );
  private readonly cost = new Instrument('weir.cost', '{currency}', 'Effective cost of calls.');
  private readonly counters: readonly (readonly [unit: string, Instrument])[];
  private readonly startedAt: number;

  constructor(startedAt: number, usageCounters: boolean) {
    this.startedAt = startedAt;
    this.counters = usageCounters
      ? Object.entries(USAGE_COUNTERS).map(([unit, name]) => [
          unit,
          new Instrument(name, '{token}', 'Tokens used by inference.'),
        ])
      : [];
  }

  record(call: CallFact, facts: ProviderFacts | undefined): void {
    if (call.status === 'refused') return;
    const attributes = attributesOf(call, facts);
    const failed = call.status !== 'ok';
    const outcome = failed ? { ...attributes, 'error.type': call.error_code ?? call.status } : attributes;
    this.duration.add(outcome, call.duration_ms / 1_000);
    for (const [unit, type] of [
      ['input_tokens', 'input'],
      ['output_tokens', 'output'],
    ] as const) {
      const quantity = call.usage[unit];
      if (quantity !== undefined) this.tokens.add({ ...attributes, 'gen_ai.token.type': type }, quantity);
    }
    for (const [unit, counter] of this.counters) {
      const quantity = call.usage[unit];
      if (quantity !== undefined && quantity > 0) counter.add(attributes, quantity);
    }
    const cost = Number(call.cost);
    if (cost > 0) this.cost.add({ ...attributes, 'weir.cost.currency': call.currency }, cost);
  }

  collect(resource: Resource, now: number): Metrics {
    const times = [hrTime(this.startedAt), hrTime(now)] as const;
    const instruments = [this.tokens, this.duration, this.cost, ...this.counters.map(([, made]) => made)];
    const metrics = instruments.map((instrument) => instrument.metric(...times));
    return {
      resource,
      scopeMetrics: [{ scope: SCOPE, metrics: metrics.filter(({ dataPoints }) => dataPoints.length > 0) }],
    };
  }
}

function attributesOf(call: CallFact, facts: ProviderFacts | undefined): Attributes {
  const server = serverOf(facts);
  return {
    'gen_ai.operation.name': operationName(call.operation),
    'gen_ai.provider.name': providerName(call.provider, facts),
    'gen_ai.request.model': call.requested_model,
    'gen_ai.response.model': call.response_model ?? call.model,
    ...(server === undefined ? {} : { 'server.address': server.address, 'server.port': server.port }),
  };
}
