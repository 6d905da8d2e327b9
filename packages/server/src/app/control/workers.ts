import type { Status } from '@weir/core/contract';

export type WorkerStatus = Status['workers'][number];

/** Gateway workers as they report themselves, newest word wins; those that went away are dropped. */
export class WorkerBoard {
  private readonly workers = new Map<string, WorkerStatus>();

  report(instance: string, status: Omit<WorkerStatus, 'id'>): void {
    this.workers.set(instance, { id: instance, ...status });
  }

  gone(instance: string): void {
    this.workers.delete(instance);
  }

  list(): WorkerStatus[] {
    return [...this.workers.values()].sort((a, b) => a.id.localeCompare(b.id));
  }
}
