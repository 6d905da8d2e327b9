import type { ProviderHealth, Status } from '@weir/core/contract';

export type WorkerStatus = Status['workers'][number];

/** What a worker says of itself once a second. */
export interface WorkerReport extends Omit<WorkerStatus, 'id'> {
  health: readonly ProviderHealth[];
}

/** Gateway workers as they report themselves, newest word wins; those that went away are dropped. */
export class WorkerBoard {
  private readonly workers = new Map<string, WorkerStatus>();

  private readonly healths = new Map<string, readonly ProviderHealth[]>();

  report(instance: string, { health, ...status }: WorkerReport): void {
    this.workers.set(instance, { id: instance, ...status });
    this.healths.set(
      instance,
      health.map((seen) => ({ ...seen, gateway: instance })),
    );
  }

  gone(instance: string): void {
    this.workers.delete(instance);
    this.healths.delete(instance);
  }

  /** How providers do, as every worker saw it last. */
  health(): ProviderHealth[] {
    return [...this.healths.values()].flat();
  }

  list(): WorkerStatus[] {
    return [...this.workers.values()].sort((a, b) => a.id.localeCompare(b.id));
  }
}
