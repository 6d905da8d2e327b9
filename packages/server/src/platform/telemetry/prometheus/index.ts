import type { CallFact } from '@weir/core/contract';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { CallMetrics } from './call-metrics.ts';
import { addControlMetrics, type ControlFigures } from './control-metrics.ts';
import { WorkerMetrics, type WorkerSeen } from './worker-metrics.ts';

export type { BudgetFigures, ControlFigures } from './control-metrics.ts';
export type { WorkerFigures, WorkerSeen } from './worker-metrics.ts';

/** Metrics of the installation in the text format of Prometheus. */
export interface Prometheus {
  landed(calls: readonly CallFact[]): void;
  worker(instance: string, seen: WorkerSeen): void;
  workerGone(instance: string): void;
  scrape(): Promise<{ contentType: string; body: string }>;
}

export function createPrometheus(figures: ControlFigures): Prometheus {
  const registry = new Registry();
  const calls = new CallMetrics(registry);
  const workers = new WorkerMetrics(registry);
  addControlMetrics(registry, figures);
  collectDefaultMetrics({ register: registry, prefix: 'weir_control_' });
  return {
    landed: (facts) => calls.record(facts),
    worker: (instance, seen) => workers.report(instance, seen),
    workerGone: (instance) => workers.gone(instance),
    scrape: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}
