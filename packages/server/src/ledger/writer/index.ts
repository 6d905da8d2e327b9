import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallFact, Finding } from '@weir/core/contract';
import type { Clock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { isProcessAlive, type ProcessIdentity } from '../../platform/process-identity.ts';
import type { LedgerStore } from '../port.ts';
import { listInstances } from '../spool/directory.ts';
import type { MarkRecord } from '../spool/records.ts';
import { landCalls } from './land.ts';
import { quarantine } from './quarantine.ts';
import { type Damage, type DirectoryPorts, SpoolDirectory } from './spool-directory.ts';

const FIRST_BACKOFF_MS = 200;
const LAST_BACKOFF_MS = 10_000;

/** A finding as the writer sees it; the registry gives it identity and times. */
export type FindingDraft = Pick<Finding, 'kind' | 'severity' | 'subject' | 'message'>;

export interface LedgerWriterOptions {
  /** The spool root. */
  root: string;
  store: Pick<LedgerStore, 'append'>;
  config: Config['spool'];
  clock: Clock;
  log: Logger;
  /** Calls that are in the ledger now. After a crash a batch may be reported again. */
  onLanded(calls: readonly CallFact[]): void;
  onFinding(finding: FindingDraft): void;
  /**
   * Everything the gateway recorded before its mark is in the ledger. After a restart the newest is told again, without
   * figures.
   */
  onMark?(instance: string, mark: MarkRecord): void;
  isProcessAlive?: (identity: ProcessIdentity) => boolean;
}

export interface LedgerWriterStatus {
  /** Age of the oldest ended call that waits for the ledger, 0 when none does. */
  lag_ms: number;
  /** Bytes of spool on disk that are not yet in the ledger. */
  spool_bytes: number;
  /** Why the ledger is not being written, while it is not. */
  last_error?: string;
}

export interface LedgerWriter {
  status(): LedgerWriterStatus;
  /** Lands all that is on disk now; rejects when the store is down. */
  drain(): Promise<void>;
  /** Ends after the batch in hand. */
  stop(): Promise<void>;
}

/** Moves calls from the spool into the ledger, exactly once, until stopped. */
export function startLedgerWriter(options: LedgerWriterOptions): LedgerWriter {
  return new Loop(options);
}

class Loop implements LedgerWriter {
  private readonly options: LedgerWriterOptions;
  private readonly directories = new Map<string, SpoolDirectory>();
  private readonly ports: DirectoryPorts;
  private readonly running: Promise<void>;
  private turn: Promise<unknown> = Promise.resolve();
  private stopped = false;
  private wake: () => void = () => undefined;
  private failures = 0;
  private lastError: unknown;

  constructor(options: LedgerWriterOptions) {
    this.options = options;
    this.ports = {
      root: options.root,
      isProcessAlive: options.isProcessAlive ?? isProcessAlive,
      land: (instance, token, calls) => this.land(instance, token, calls),
      damaged: (instance, damage) => this.setAside(instance, damage),
      lost: (instance, calls) => this.reportLost(instance, calls),
      marked: (instance, mark) => this.options.onMark?.(instance, mark),
    };
    this.running = this.run();
  }

  status(): LedgerWriterStatus {
    const { clock } = this.options;
    let spool_bytes = 0;
    let lag_ms = 0;
    for (const directory of this.directories.values()) {
      spool_bytes += directory.unlandedBytes;
      const since = directory.waitingSince;
      if (since !== undefined) lag_ms = Math.max(lag_ms, clock.now() - Date.parse(since));
    }
    return {
      lag_ms,
      spool_bytes,
      ...(this.lastError === undefined ? {} : { last_error: describe(this.lastError) }),
    };
  }

  async drain(): Promise<void> {
    let progress = true;
    while (progress) progress = await this.pass();
    if (this.lastError !== undefined) throw this.lastError;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
    await this.turn;
  }

  private async run(): Promise<void> {
    await removeLeftovers(this.options.root);
    while (!this.stopped) {
      const more = await this.pass();
      if (this.stopped || more) continue;
      await this.sleep(this.failures === 0 ? this.options.config.poll_ms : backoff(this.failures));
    }
  }

  /** One step of every directory; true when some of them has more. One pass at a time. */
  private pass(): Promise<boolean> {
    const next = this.turn.then(() => this.stepAll());
    this.turn = next;
    return next;
  }

  private async stepAll(): Promise<boolean> {
    let more = false;
    let failure: unknown;
    try {
      await this.findDirectories();
    } catch (error) {
      failure = error;
    }
    for (const [instance, directory] of this.directories) {
      try {
        const result = await directory.step();
        if (result === 'finished') this.directories.delete(instance);
        if (result === 'more') more = true;
      } catch (error) {
        failure = error;
        this.options.log.warn({ instance, error: describe(error) }, 'spool not landed, will be tried again');
      }
    }
    this.failures = failure === undefined ? 0 : this.failures + 1;
    this.lastError = failure;
    return more && failure === undefined;
  }

  private async findDirectories(): Promise<void> {
    const present = new Set(await listInstances(this.options.root));
    for (const instance of this.directories.keys()) {
      if (!present.has(instance)) this.directories.delete(instance);
    }
    for (const instance of present) {
      if (this.directories.has(instance)) continue;
      this.directories.set(instance, new SpoolDirectory(instance, this.ports));
    }
  }

  private async land(instance: string, token: string, calls: readonly CallFact[]): Promise<void> {
    const { store, root, onLanded, onFinding } = this.options;
    const landed = await landCalls(store, token, calls, async (call, reason) => {
      await quarantine(root, { instance, reason, call });
      onFinding({
        kind: 'spool_corrupt',
        severity: 'critical',
        subject: instance,
        message: `Call ${call.call_id} does not fit the ledger and was set aside in spool/quarantine: ${reason}`,
      });
    });
    if (landed.length > 0) onLanded(landed);
  }

  private async setAside(instance: string, damage: Damage): Promise<void> {
    const { root, onFinding, log } = this.options;
    const { kind, segment, offset, bytes } = damage;
    if (kind === 'torn') {
      // the process died while writing this line, so nobody was told that it is safe
      log.info({ instance, segment, offset, bytes: bytes.length }, 'spool ends within a line');
      return;
    }
    const reason =
      kind === 'corrupt' ? 'checksum does not match' : 'the begin that this end refers to is damaged';
    await quarantine(root, { instance, reason, segment, offset, bytes: bytes.toString('base64') });
    onFinding({
      kind: 'spool_corrupt',
      severity: 'critical',
      subject: instance,
      message: `${bytes.length} bytes of the spool were damaged on disk and set aside in spool/quarantine; check the disk, and the provider's usage report for calls of that time`,
    });
  }

  private reportLost(instance: string, calls: readonly CallFact[]): void {
    const byWorkload = new Map<string, number>();
    for (const call of calls) {
      const workload = call.tags['workload'] ?? instance;
      byWorkload.set(workload, (byWorkload.get(workload) ?? 0) + 1);
    }
    for (const [subject, count] of byWorkload) {
      this.options.onFinding({
        kind: 'call_lost',
        severity: 'warning',
        subject,
        message: `${count} ${count === 1 ? 'call was' : 'calls were'} under way when gateway ${instance} died; charged at the reserved estimate and flagged, compare with the provider's usage report`,
      });
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function backoff(failures: number): number {
  return Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
}

/** Directories that were wholly landed and whose removal was cut short. */
async function removeLeftovers(root: string): Promise<void> {
  const names = await readdir(root).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith('.done-'))) {
    await rm(join(root, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`.slice(0, 500);
}
