import type { ProviderHealth } from '@weir/core/contract';
import { Counter, Gauge, type Registry } from 'prom-client';
import { Bounded } from './bounded.ts';

/** Figures of a gateway worker that only it knows; counts are since it started. */
export interface WorkerFigures {
  /** By error code, recorded or not. */
  refusals: Readonly<Record<string, number>>;
  refusals_unrecorded: number;
  retries: number;
  body_bytes: number;
  spool_pending_bytes: number;
  spool_full: boolean;
  /** How long it has been without control, in all. */
  cut_off_ms?: number;
}

export interface WorkerSeen {
  state: string;
  calls: number;
  in_flight: number;
  connections?: number | undefined;
  event_loop_lag_ms?: number | undefined;
  rss_bytes?: number | undefined;
  health: readonly ProviderHealth[];
  figures: WorkerFigures;
}

const STATES = { healthy: 0, degraded: 1, cooling_down: 2, open: 3 } as const;
const MOST_UPSTREAMS = 300;

/**
 * What workers report once a second, as metrics of the installation. Counters only rise, whatever becomes of workers:
 * each report adds what a worker counted since its last one. Gauges are those of the workers alive.
 */
export class WorkerMetrics {
  private readonly known = new Map<string, WorkerSeen>();
  private readonly refusals: Counter<'code'>;
  private readonly retries: Counter;
  private readonly calls: Counter;
  private readonly cutOff: Counter;
  private readonly upstreams = new Bounded(MOST_UPSTREAMS);

  constructor(registry: Registry) {
    const registers = [registry];
    this.calls = new Counter({
      name: 'weir_gateway_calls_total',
      help: 'Calls that ended in gateway workers, refused ones excluded',
      registers,
    });
    this.refusals = new Counter({
      name: 'weir_refusals_total',
      help: 'Requests refused by the gateway, by error code; those that left no record included',
      labelNames: ['code'],
      registers,
    });
    this.retries = new Counter({
      name: 'weir_upstream_retries_total',
      help: 'Upstream tries beyond the first',
      registers,
    });
    this.cutOff = new Counter({
      name: 'weir_gateway_cut_off_seconds_total',
      help: 'Time gateway workers went without control, told when they are back',
      registers,
    });
    const gauge = (name: string, help: string, of: (seen: WorkerSeen) => number | undefined) =>
      this.gaugeOf(registry, name, help, of);
    gauge('weir_calls_in_flight', 'Calls under way', (seen) => seen.in_flight);
    gauge('weir_client_connections', 'Open client connections', (seen) => seen.connections);
    gauge(
      'weir_event_loop_lag_seconds',
      'How far a worker is behind its timers',
      (seen) => seen.event_loop_lag_ms && seen.event_loop_lag_ms / 1_000,
    );
    gauge('weir_worker_rss_bytes', 'Resident memory of a worker', (seen) => seen.rss_bytes);
    gauge('weir_worker_draining', '1 while a worker drains', (seen) => Number(seen.state === 'draining'));
    gauge('weir_body_bytes', 'Large request bodies held', (seen) => seen.figures.body_bytes);
    gauge('weir_spool_pending_bytes', 'Records not yet on disk', (seen) => seen.figures.spool_pending_bytes);
    gauge('weir_spool_full', '1 while new calls are refused for want of spool room', (seen) =>
      Number(seen.figures.spool_full),
    );
    this.upstreamGauges(registry);
  }

  report(instance: string, seen: WorkerSeen): void {
    const before = this.known.get(instance);
    this.known.set(instance, seen);
    this.calls.inc(risen(seen.calls, before?.calls));
    this.retries.inc(risen(seen.figures.retries, before?.figures.retries));
    this.cutOff.inc(risen(seen.figures.cut_off_ms ?? 0, before?.figures.cut_off_ms) / 1_000);
    for (const [code, count] of Object.entries(seen.figures.refusals)) {
      this.refusals.inc({ code }, risen(count, before?.figures.refusals[code]));
    }
  }

  gone(instance: string): void {
    this.known.delete(instance);
  }

  private gaugeOf(
    registry: Registry,
    name: string,
    help: string,
    of: (seen: WorkerSeen) => number | undefined,
  ): void {
    const { known } = this;
    new Gauge({
      name,
      help,
      labelNames: ['worker'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [worker, seen] of known) {
          const value = of(seen);
          if (value !== undefined) this.set({ worker: slotOf(worker) }, value);
        }
      },
    });
  }

  private upstreamGauges(registry: Registry): void {
    const { known, upstreams } = this;
    new Gauge({
      name: 'weir_upstream_state',
      help: 'Worst health seen by any worker: 0 healthy, 1 degraded, 2 cooling down, 3 circuit open',
      labelNames: ['provider', 'model'],
      registers: [registry],
      collect() {
        this.reset();
        const worst = new Map<string, { provider: string; model: string; state: number }>();
        for (const { provider, model = '', state } of [...known.values()].flatMap(({ health }) => health)) {
          const [p, m] = upstreams.pair(provider, model);
          const found = worst.get(`${p} ${m}`);
          const level = Math.max(STATES[state], found?.state ?? 0);
          worst.set(`${p} ${m}`, { provider: p, model: m, state: level });
        }
        for (const { provider, model, state } of worst.values()) this.set({ provider, model }, state);
      },
    });
  }
}

/** A worker that draws level may be another one under the same name: what it counted is all new. */
function risen(now: number, before: number | undefined): number {
  return before === undefined || now < before ? now : now - before;
}

/** `gw-0-<uuid>` is the incarnation; dashboards want the place. */
function slotOf(instance: string): string {
  return /^gw-\d+/.exec(instance)?.[0] ?? instance;
}
