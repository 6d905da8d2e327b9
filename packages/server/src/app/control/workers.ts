import type { ProviderHealth, Status } from '@weir/core/contract';
import type { PrefixReport } from '../../gateway/index.ts';
import type { WorkerFigures } from '../../platform/telemetry/prometheus/worker-metrics.ts';
import type { LimitsReport } from '../worker/limits.ts';

export type WorkerStatus = Status['workers'][number];

/** What a worker says of itself once a second. */
export interface WorkerReport extends Omit<WorkerStatus, 'id'> {
  health: readonly ProviderHealth[];
  prefixes: readonly PrefixReport[];
  limits: LimitsReport;
  figures: WorkerFigures;
}

/** Gateway workers as they report themselves, newest word wins; those that went away are dropped. */
export class WorkerBoard {
  private readonly workers = new Map<string, WorkerStatus>();

  private readonly prefixReports = new Map<string, readonly PrefixReport[]>();
  private readonly limits = new Map<string, LimitsReport>();
  private readonly healths = new Map<string, readonly ProviderHealth[]>();

  report(instance: string, { health, prefixes, limits, figures: _, ...status }: WorkerReport): void {
    this.prefixReports.set(instance, prefixes);
    this.limits.set(instance, limits);
    this.workers.set(instance, { id: instance, ...status });
    this.healths.set(
      instance,
      health.map((seen) => ({ ...seen, gateway: instance })),
    );
  }

  gone(instance: string): void {
    this.workers.delete(instance);
    this.healths.delete(instance);
    this.prefixReports.delete(instance);
    this.limits.delete(instance);
  }

  /** How providers do, as every worker saw it last. */
  health(): ProviderHealth[] {
    return [...this.healths.values()].flat();
  }

  /** What every worker saw of how prompts begin. */
  prefixes(): PrefixReport[] {
    return [...this.prefixReports.values()].flat();
  }

  /** Gateways that could not reach the authority of budgets when they were last heard of. */
  cutOff(): string[] {
    return [...this.limits].flatMap(([id, { authority_reachable: ok }]) => (ok ? [] : [id]));
  }

  list(): WorkerStatus[] {
    return [...this.workers.values()].sort((a, b) => a.id.localeCompare(b.id));
  }
}
