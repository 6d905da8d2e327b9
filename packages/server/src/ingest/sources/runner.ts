import type { SourceRunEvent } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding, SourceRecord, SourceService } from '../../registry/index.ts';
import { type BookingDeps, createBooking } from './booking.ts';
import { type Asked, type DeliveryDeps, fileDeliveries, placed, pulled } from './deliveries.ts';
import type { Connector, Delivery, OpenFile } from './port.ts';
import { type RunDeps, runSource, textOf } from './run.ts';

/** So many failed runs in a row are a finding. */
const FAILURES = 3;

export interface RunnerDeps extends RunDeps, DeliveryDeps {
  sources: Pick<SourceService, 'advance' | 'show' | 'secrets'>;
  booking: BookingDeps;
  /** Throws WeirError `not_found` for a kind that this version does not have. */
  connectorOf(kind: string): Connector;
  raise(finding: RaisedFinding): void;
  log: Logger;
}

export interface Stretch {
  since?: Date;
  until?: Date;
}

/** One run of a source at a time. */
export interface Runner {
  /** What is new, or a stretch of the past. Ending the iteration stops the run. */
  run(id: string, stretch: Stretch | undefined): AsyncGenerator<SourceRunEvent, void>;
  read(id: string, file: OpenFile): AsyncGenerator<SourceRunEvent, void>;
  /** Runs nothing of the source meanwhile. */
  alone<T>(id: string, work: () => Promise<T>): Promise<T>;
  isRunning(id: string): boolean;
  running(): number;
  /** Stops what runs and waits for it; nothing begins afterwards. */
  stop(): Promise<void>;
}

export function createRunner(deps: RunnerDeps): Runner {
  const busy = new Map<string, AbortController>();
  const versions = new Map<string, number>();
  let stopped = false;
  const idle: (() => void)[] = [];

  function enter(id: string): AbortController {
    if (stopped)
      throw new WeirError('shutting_down', 'Weir is stopping', { remedy: 'Try again once it runs.' });
    if (busy.has(id)) {
      throw new WeirError('conflict', `The source "${id}" is running`, {
        remedy: `Wait until it is done; weir source show ${id} tells.`,
      });
    }
    const controller = new AbortController();
    busy.set(id, controller);
    return controller;
  }

  function leave(id: string): void {
    busy.delete(id);
    if (busy.size === 0) for (const resolve of idle.splice(0)) resolve();
  }

  /** Later than that of every run before, also when the clock was set back. */
  function nextVersion({ id, lastRun }: SourceRecord): string {
    const before = Math.max(
      versions.get(id) ?? 0,
      lastRun === undefined ? 0 : Date.parse(lastRun.started_at),
    );
    const version = Math.max(deps.clock.now(), before + 1);
    versions.set(id, version);
    return new Date(version).toISOString();
  }

  async function* perform(
    id: string,
    subject: string | undefined,
    advances: boolean,
    begin: (asked: Asked, deps: DeliveryDeps) => AsyncIterable<Delivery>,
  ): AsyncGenerator<SourceRunEvent, void> {
    const controller = enter(id);
    const { signal } = controller;
    try {
      const source = await deps.sources.show(id);
      const connector = deps.connectorOf(source.kind);
      connector.check?.(source.settings);
      const version = nextVersion(source);
      const asked: Asked = { source, connector, secrets: await deps.sources.secrets(id), version, signal };
      const events = runSource(
        {
          source,
          connector,
          version,
          deliveries: begin(asked, deps),
          advances,
          signal,
          ...(subject === undefined ? {} : { subject }),
          ...(source.role === 'charges' ? { booking: createBooking(source, deps.booking) } : {}),
        },
        deps,
      );
      try {
        for await (const event of events) {
          if (event.type === 'done') tellWarnings(source, event.run.warnings);
          yield event;
        }
      } catch (error) {
        if (!signal.aborted) await tellFailure(id, error);
        throw error;
      }
    } finally {
      controller.abort();
      leave(id);
    }
  }

  function tellWarnings({ id }: SourceRecord, warnings: readonly string[]): void {
    const [first] = warnings;
    if (first === undefined) return;
    const more = warnings.length === 1 ? '' : ` And ${warnings.length - 1} more; see weir source runs ${id}.`;
    deps.raise({ kind: 'source_contradicts', severity: 'warning', subject: id, message: `${first}${more}` });
  }

  async function tellFailure(id: string, error: unknown): Promise<void> {
    if (!(error instanceof WeirError) || error.code === 'internal')
      deps.log.error({ err: error, source: id }, 'source failed');
    const { failures } = await deps.sources.show(id);
    if (failures < FAILURES) return;
    const message = `The last ${failures} runs failed. ${textOf(error)}`;
    deps.raise({ kind: 'source_failing', severity: 'warning', subject: id, message });
  }

  return {
    run(id, stretch) {
      const subject = stretch === undefined ? undefined : `${dayOf(stretch.since)}..${dayOf(stretch.until)}`;
      return perform(id, subject, stretch === undefined, (asked, with_) => {
        const place = asked.connector.place?.(asked.source.settings, asked.secrets);
        return place === undefined ? pulled(asked, stretch, with_) : placed(asked, place, with_);
      });
    },
    read: (id, file) => perform(id, file.name, false, (asked, with_) => fileDeliveries(asked, file, with_)),
    async alone(id, work) {
      enter(id);
      try {
        return await work();
      } finally {
        leave(id);
      }
    },
    isRunning: (id) => busy.has(id),
    running: () => busy.size,
    async stop() {
      stopped = true;
      for (const controller of busy.values()) controller.abort();
      if (busy.size > 0) await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}

function dayOf(at: Date | undefined): string {
  return at === undefined ? '' : at.toISOString().replace('T00:00:00.000Z', '');
}
