import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import type { ControlReady } from '../messages.ts';
import type { Part, Role } from '../roles.ts';
import { KeptProcess, StartFailure } from './kept-process.ts';

/** After the drain of calls: time to land the spool and close the stores. */
const CLOSING_MS = 15_000;
/** A worker that is not ready by then will not be. */
const START_MS = 60_000;
/** Between two workers that begin to drain: their clients come back to the others one after the other. */
const STAGGER_MS = 250;

export interface Spawns {
  plain(role: Role, config: Config): () => ChildProcess;
  worker(slot: number, config: Config): () => ChildProcess;
}

interface Worker {
  readonly slot: number;
  readonly process: KeptProcess;
}

/** Parts that a reload started anew. */
export type Reloaded = readonly Role[];

/** The process that lands what workers record: control itself, or on a host without it the one that ships to control. */
const KEEPERS = {
  all: { role: 'control', name: 'control' },
  control: { role: 'control', name: 'control' },
  gateway: { role: 'shipper', name: 'spool shipper' },
} as const satisfies Record<Part, { role: Role; name: string }>;

/** The processes of Weir on one host, and how they are replaced without anybody noticing. */
export class Installation {
  private config: Config;
  private readonly spawns: Spawns;
  private readonly log: Logger;
  private readonly part: Part;
  private keeper: KeptProcess;
  private workers: readonly Worker[];
  private sandbox: KeptProcess | undefined;

  constructor(config: Config, spawns: Spawns, log: Logger, part: Part = 'all') {
    this.config = config;
    this.spawns = spawns;
    this.log = log;
    this.part = part;
    this.keeper = this.startKeeper(config);
    this.workers = this.startWorkers(config);
    this.sandbox = this.startSandbox(config);
  }

  /** Resolves when everything runs for the first time; rejects with what cannot start. */
  async ready(): Promise<ControlReady | undefined> {
    const [control] = await Promise.all([
      this.keeper.ready,
      ...this.workers.map(({ process }) => process.ready),
      this.sandbox?.ready,
    ]);
    return control;
  }

  /**
   * Goes over to another configuration: keeper and sandbox are started anew when something of theirs changed, workers
   * always. New workers take calls on the same port before the old ones begin to drain, so no connection is refused.
   * Rejects, with everything as before, when new processes cannot start.
   */
  async reload(next: Config): Promise<Reloaded> {
    const before = this.config;
    assertPossible(before, next);
    const done: Role[] = this.part === 'control' ? [] : ['worker'];
    if (differs(before.sandbox, next.sandbox)) {
      done.push('sandbox');
      await this.sandbox?.stop(CLOSING_MS);
      this.sandbox = this.startSandbox(next);
      await this.sandbox?.ready;
    }
    const keeperToo = differs(concernOfKeeper(before), concernOfKeeper(next));
    if (keeperToo) {
      done.push(KEEPERS[this.part].role);
      await this.replaceKeeper(before, next);
    }
    const old = this.workers;
    const fresh = this.startWorkers(next);
    try {
      await allReady(fresh);
    } catch (error) {
      await Promise.all(fresh.map(({ process }) => process.stop(CLOSING_MS)));
      if (keeperToo) await this.replaceKeeper(next, before);
      throw error;
    }
    this.workers = fresh;
    this.config = next;
    await this.drain(old, before);
    return done;
  }

  /** Workers drain, then the keeper lands what they recorded. */
  async stop(): Promise<void> {
    await this.stopWorkers(this.workers, this.config);
    await Promise.all([this.keeper.stop(CLOSING_MS), this.sandbox?.stop(CLOSING_MS)]);
  }

  kill(): void {
    for (const child of [this.keeper, this.sandbox, ...this.workers.map(({ process }) => process)]) {
      child?.kill();
    }
  }

  private keep(role: Role, name: string, spawn: () => ChildProcess): KeptProcess {
    return new KeptProcess({ role, name, spawn, log: this.log });
  }

  private startKeeper(config: Config): KeptProcess {
    const { role, name } = KEEPERS[this.part];
    return this.keep(role, name, this.spawns.plain(role, config));
  }

  private startSandbox(config: Config): KeptProcess | undefined {
    return config.sandbox.enabled
      ? this.keep('sandbox', 'sandbox', this.spawns.plain('sandbox', config))
      : undefined;
  }

  /** In slots that no present worker has, so that figures of old and new do not mix. */
  private startWorkers(config: Config): Worker[] {
    const taken = new Set(this.workers?.map(({ slot }) => slot));
    const slots: number[] = [];
    const wanted = this.part === 'control' ? 0 : workersOf(config);
    for (let slot = 0; slots.length < wanted; slot += 1) if (!taken.has(slot)) slots.push(slot);
    return slots.map((slot) => ({
      slot,
      process: this.keep('worker', `gateway worker ${slot}`, this.spawns.worker(slot, config)),
    }));
  }

  /** Workers go on meanwhile, on the rules and leases they have. */
  private async replaceKeeper(before: Config, next: Config): Promise<void> {
    await this.keeper.stop(CLOSING_MS);
    const fresh = this.startKeeper(next);
    this.keeper = fresh;
    try {
      await fresh.ready;
    } catch (error) {
      await fresh.stop(CLOSING_MS);
      this.keeper = this.startKeeper(before);
      await this.keeper.ready;
      throw error;
    }
  }

  private async drain(workers: readonly Worker[], config: Config): Promise<void> {
    const stopping: Promise<void>[] = [];
    for (const worker of workers) {
      stopping.push(this.stopWorkers([worker], config));
      await sleep(STAGGER_MS);
    }
    await Promise.all(stopping);
  }

  private async stopWorkers(workers: readonly Worker[], config: Config): Promise<void> {
    const patience = config.gateway.drain_ms + CLOSING_MS;
    await Promise.all(workers.map(({ process }) => process.stop(patience)));
  }
}

function workersOf({ gateway }: Config): number {
  return gateway.workers === 0 ? Math.max(1, availableParallelism() - 1) : gateway.workers;
}

async function allReady(workers: readonly Worker[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const failure = new StartFailure(`New workers were not ready within ${START_MS / 1_000} s`);
    timer = setTimeout(() => reject(failure), START_MS);
  });
  try {
    await Promise.race([Promise.all(workers.map(({ process }) => process.ready)), late]);
  } finally {
    clearTimeout(timer);
  }
}

function assertPossible(before: Config, next: Config): void {
  if (before.data_dir === next.data_dir) return;
  throw new WeirError('config_invalid', 'data_dir cannot change while Weir runs', {
    field: 'data_dir',
    remedy: 'Stop Weir and start it on the other directory.',
  });
}

/** What the keeper reads of the configuration; the rest concerns workers only. */
function concernOfKeeper({ gateway, cache: _, ...rest }: Config): object {
  const { host, port, url, tls, batch_poll_ms, control, control_tls } = gateway;
  return {
    ...rest,
    gateway: { host, port, url, tls: tls !== undefined, batch_poll_ms, control, control_tls },
  };
}

function differs(a: object, b: object): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
