import type { CallFact } from '@weir/core/contract';
import { Counter, Histogram, type Registry } from 'prom-client';
import { Bounded } from './bounded.ts';

const DURATION_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const TTFT_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];
const MOST_MODELS = 200;
const MOST_WORKLOADS = 300;
const MOST_UNITS = 100;

/**
 * Figures of calls, from what landed in the ledger: a call is counted once it is there. Floats are good enough for
 * dashboards; exact amounts are in the ledger.
 */
export class CallMetrics {
  private readonly calls: Counter<'workload' | 'provider' | 'model' | 'operation' | 'status'>;
  private readonly statuses: Counter<'provider' | 'http_status'>;
  private readonly errors: Counter<'provider' | 'code'>;
  private readonly duration: Histogram<'provider' | 'model' | 'stream'>;
  private readonly ttft: Histogram<'provider' | 'model' | 'stream'>;
  private readonly units: Counter<'workload' | 'provider' | 'model' | 'unit'>;
  private readonly cost: Counter<'workload' | 'provider' | 'model' | 'currency'>;
  private readonly superseded: Counter<'provider' | 'model' | 'reason'>;
  private readonly cache: Counter<'workload' | 'result'>;
  private readonly avoided: Counter<'workload' | 'currency'>;
  private readonly detections: Counter<'detector' | 'action'>;
  private readonly flagged: Counter<'kind'>;
  private readonly models = new Bounded(MOST_MODELS);
  private readonly workloads = new Bounded(MOST_WORKLOADS);
  private readonly unitNames = new Bounded(MOST_UNITS);

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
      new Counter<L>({ name, help, labelNames, registers });
    this.calls = counter('weir_calls_total', 'Calls in the ledger', [
      'workload',
      'provider',
      'model',
      'operation',
      'status',
    ]);
    this.statuses = counter('weir_call_http_status_total', 'Calls by HTTP status sent to the client', [
      'provider',
      'http_status',
    ]);
    this.errors = counter('weir_call_errors_total', 'Calls that did not end well, by code', [
      'provider',
      'code',
    ]);
    this.units = counter('weir_usage_units_total', 'Tokens and other units that calls used', [
      'workload',
      'provider',
      'model',
      'unit',
    ]);
    this.cost = counter('weir_cost_total', 'Effective cost of calls, in units of the currency', [
      'workload',
      'provider',
      'model',
      'currency',
    ]);
    this.superseded = counter(
      'weir_attempts_superseded_total',
      'Attempts after which there was another, by why: retry, fallback, escalation',
      ['provider', 'model', 'reason'],
    );
    this.cache = counter('weir_cache_lookups_total', 'Calls of workloads with a response cache, by result', [
      'workload',
      'result',
    ]);
    this.avoided = counter('weir_cache_avoided_cost_total', 'What cached answers would have cost', [
      'workload',
      'currency',
    ]);
    this.detections = counter('weir_detections_total', 'Personal data and secrets found in calls', [
      'detector',
      'action',
    ]);
    this.flagged = counter(
      'weir_calls_flagged_total',
      'Calls charged by estimate, or without a known price',
      ['kind'],
    );
    const labelNames: ('provider' | 'model' | 'stream')[] = ['provider', 'model', 'stream'];
    this.duration = new Histogram({
      name: 'weir_call_duration_seconds',
      help: 'From the head of the request to the end of the answer',
      labelNames,
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.ttft = new Histogram({
      name: 'weir_call_ttft_seconds',
      help: 'From the head of the request to the first byte of the answer',
      labelNames,
      buckets: TTFT_BUCKETS,
      registers,
    });
  }

  record(calls: readonly CallFact[]): void {
    for (const call of calls) this.recordOne(call);
  }

  private recordOne(call: CallFact): void {
    const [provider, model] = this.models.pair(call.provider, call.model);
    const workload = this.workloads.one(call.tags['workload'] ?? '');
    const { operation, status, currency } = call;
    this.calls.inc({ workload, provider, model, operation, status });
    this.statuses.inc({ provider, http_status: String(call.http_status) });
    if (call.error_code !== undefined) this.errors.inc({ provider, code: this.codeOf(call) });
    if (status !== 'refused') this.times(call, provider, model);
    for (const [name, quantity] of Object.entries(call.usage)) {
      if (quantity > 0)
        this.units.inc({ workload, provider, model, unit: this.unitNames.one(name) }, quantity);
    }
    const cost = Number(call.cost);
    // a credit is a matter for the ledger; counters only rise
    if (cost > 0) this.cost.inc({ workload, provider, model, currency }, cost);
    for (const attempt of call.attempts) {
      if (attempt.superseded_by === undefined) continue;
      const [p, m] = this.models.pair(attempt.provider, attempt.model);
      this.superseded.inc({ provider: p, model: m, reason: attempt.superseded_by.split(':', 1)[0] ?? '' });
    }
    if (call.cache !== undefined) this.cache.inc({ workload, result: call.cache });
    if (call.avoided_cost !== undefined) {
      this.avoided.inc({ workload, currency }, Math.max(0, Number(call.avoided_cost)));
    }
    this.flags(call);
  }

  private times({ duration_ms, ttft_ms, stream }: CallFact, provider: string, model: string): void {
    const labels = { provider, model, stream: String(stream) };
    this.duration.observe(labels, duration_ms / 1_000);
    if (ttft_ms !== undefined) this.ttft.observe(labels, ttft_ms / 1_000);
  }

  private flags({ detections, detection_action, estimated, priced }: CallFact): void {
    for (const [detector, count] of Object.entries(detections ?? {})) {
      this.detections.inc({ detector, action: detection_action ?? 'flag' }, count);
    }
    if (estimated) this.flagged.inc({ kind: 'estimated' });
    if (!priced) this.flagged.inc({ kind: 'unpriced' });
  }

  /** Codes of providers are their own: any text may stand there. */
  private codeOf({ error_code = '' }: CallFact): string {
    return this.unitNames.one(error_code.slice(0, 64));
  }
}
