import type { CallFact } from '@weir/core/contract';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config/schema.ts';
import type { Logger } from '../../log.ts';
import { GenAiMetrics } from './metrics.ts';
import type { ProviderFacts } from './providers.ts';
import { spansOf, traceIdOf } from './spans.ts';
import type { Delivery, Send } from './transport.ts';
import { type Encoding, type Resource, resourceOf, type Span } from './types.ts';

const BATCH = 512;
const LOOK_MS = 1_000;
const TIMEOUT_MS = 10_000;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;

export interface OtlpStatus {
  endpoint: string;
  /** Spans that wait. */
  queued: number;
  sent: number;
  dropped: number;
  last_error?: string;
}

export interface OtlpOptions {
  config: Config['telemetry']['otlp'] & { endpoint: string };
  encoding: Encoding;
  send: Send;
  clock: Clock;
  log: Pick<Logger, 'warn' | 'info'>;
  provider(id: string): ProviderFacts | undefined;
  version: string;
  instance: string;
  random?: () => number;
}

/**
 * Sends calls to an OTLP collector as spans and metrics. Nobody waits for it: spans queue up to a bound, beyond which
 * the oldest are dropped and counted; a collector that fails is tried again, ever more rarely, or when it says.
 */
export class OtlpExporter {
  private readonly options: OtlpOptions;
  private readonly resource: Resource;
  private readonly metrics: GenAiMetrics;
  private readonly queue: Span[] = [];
  private readonly timer: NodeJS.Timeout;
  /** Of the front of the queue: being sent. */
  private inHand = 0;
  private sent = 0;
  private dropped = 0;
  private failures = 0;
  private lastError: string | undefined;
  /** Monotonic ms before which nothing is sent. */
  private notBefore = 0;
  private metricsDue: number;
  private busy: Promise<void> | undefined;

  constructor(options: OtlpOptions) {
    const { config, clock, version, instance } = options;
    this.options = options;
    this.resource = resourceOf(version, instance);
    this.metrics = new GenAiMetrics(clock.now(), config.usage_counters);
    this.metricsDue = clock.monotonic() + config.interval_ms;
    this.timer = setInterval(() => this.look(), Math.min(LOOK_MS, config.interval_ms));
    this.timer.unref();
  }

  landed(calls: readonly CallFact[]): void {
    const { config, provider } = this.options;
    const context = { provider, resource: this.resource };
    for (const call of calls) {
      if (config.metrics) this.metrics.record(call, provider(call.provider));
      if (config.traces && this.samples(call)) this.queue.push(...spansOf(call, context));
    }
    const over = this.queue.length - config.queue_spans;
    if (over > 0) this.dropped += this.queue.splice(this.inHand, over).length;
    if (this.queue.length >= BATCH) this.look();
  }

  status(): OtlpStatus {
    return {
      endpoint: this.options.config.endpoint,
      queued: this.queue.length,
      sent: this.sent,
      dropped: this.dropped,
      ...(this.lastError === undefined ? {} : { last_error: this.lastError }),
    };
  }

  /** Sends what waits, for at most `withinMs`. */
  async close(withinMs: number): Promise<void> {
    clearInterval(this.timer);
    const until = this.options.clock.monotonic() + withinMs;
    this.notBefore = 0;
    await within(this.busy, withinMs);
    this.metricsDue = 0;
    const left = until - this.options.clock.monotonic();
    if (left > 0) await within(this.round(Math.ceil(left)), left);
    this.dropped += this.queue.length;
    if (this.queue.length > 0) {
      this.options.log.warn(
        { spans: this.queue.length, error: this.lastError },
        'spans given up at the stop',
      );
    }
  }

  /** By trace, so that a trace is whole or not there: the last 8 digits are as good as random. */
  private samples(call: CallFact): boolean {
    const { sample_percent } = this.options.config;
    if (sample_percent >= 100) return true;
    return Number.parseInt(traceIdOf(call).slice(-8), 16) < (sample_percent / 100) * 2 ** 32;
  }

  private look(): void {
    if (this.busy !== undefined || this.options.clock.monotonic() < this.notBefore) return;
    this.busy = this.round(TIMEOUT_MS).finally(() => {
      this.busy = undefined;
    });
  }

  /** Everything that is due, until something fails. */
  private async round(timeoutMs: number): Promise<void> {
    while (this.queue.length > 0) if (!(await this.sendSpans(timeoutMs))) return;
    const { config, clock } = this.options;
    if (!config.metrics || clock.monotonic() < this.metricsDue) return;
    this.metricsDue = clock.monotonic() + config.interval_ms;
    await this.sendMetrics(timeoutMs);
  }

  private async sendSpans(timeoutMs: number): Promise<boolean> {
    const { encoding, send } = this.options;
    const batch = this.queue.slice(0, BATCH);
    const body = encoding.traces.serializeRequest(batch);
    if (body === undefined) return false;
    this.inHand = batch.length;
    const delivery = await send('/v1/traces', encoding.contentType, body, timeoutMs);
    this.inHand = 0;
    if (!this.took(delivery)) return false;
    this.queue.splice(0, batch.length);
    const rejected = delivery.kind === 'delivered' ? delivery.rejected : batch.length;
    this.sent += batch.length - rejected;
    this.dropped += rejected;
    return true;
  }

  private async sendMetrics(timeoutMs: number): Promise<void> {
    const { encoding, send, clock } = this.options;
    const body = encoding.metrics.serializeRequest(this.metrics.collect(this.resource, clock.now()));
    // cumulative: what does not arrive now is in the next one
    if (body !== undefined) this.took(await send('/v1/metrics', encoding.contentType, body, timeoutMs));
  }

  /** False: it must be tried again, later. */
  private took(delivery: Delivery): boolean {
    const { clock, log, random = Math.random } = this.options;
    const problem = delivery.kind === 'delivered' ? delivery.message : delivery.reason;
    if (problem !== undefined && problem !== this.lastError) {
      log.warn({ error: problem }, 'the OTLP collector does not take what is sent');
    }
    if (problem === undefined && this.lastError !== undefined) log.info('the OTLP collector is back');
    this.lastError = problem;
    if (delivery.kind !== 'again') {
      this.failures = 0;
      return true;
    }
    this.failures += 1;
    const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (this.failures - 1), LONGEST_BACKOFF_MS);
    this.notBefore = clock.monotonic() + (delivery.afterMs ?? backoff * (0.5 + random() / 2));
    return false;
  }
}

async function within(work: Promise<void> | undefined, ms: number): Promise<void> {
  if (work === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
