import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import { type ProcessIdentity, processIdentity } from '../../platform/process-identity.ts';
import { Ballast } from './ballast.ts';
import { nodeSpoolFs, type SpoolFs } from './files.ts';
import { CLOSED_FILE, OWNER_FILE } from './layout.ts';
import { LineBuffer } from './lines.ts';
import type { SpoolWriter } from './port.ts';
import type { AttemptRecord, BeginRecord, EndRecord, MarkRecord, SpoolRecord } from './records.ts';
import { SegmentWriter } from './segment-writer.ts';
import { SpaceMeter } from './space-meter.ts';
import { Syncer, type Waiting } from './syncer.ts';

const RETRY_MS = 100;
/** Taking the ballast back writes megabytes, so on a full disk it is tried less often. */
const RETRIES_PER_RESTORE = 10;
const DISK_TROUBLE = 'The disk of the spool is full or failing';

export interface SpoolWriterOptions {
  /** Directory that holds the directories of all incarnations. */
  root: string;
  instance: string;
  config: Config['spool'];
  clock: Clock;
  fs?: SpoolFs;
  identity?: ProcessIdentity;
}

/** Makes the directory of a new incarnation. Rejects with `spool_full` when not even that fits on the disk. */
export async function openSpoolWriter(options: SpoolWriterOptions): Promise<SpoolWriter> {
  const { root, instance, config, clock, fs = nodeSpoolFs, identity = processIdentity() } = options;
  const directory = join(root, instance);
  try {
    fs.makeDirectory(root);
    const unready = join(root, `.${instance}`);
    fs.makeDirectory(unready);
    fs.writeFile(join(unready, OWNER_FILE), JSON.stringify(identity));
    fs.rename(unready, directory);
    if (config.fsync !== 'never') await fs.syncDirectory(root);
    const segments = new SegmentWriter(directory, fs, config);
    const space = new SpaceMeter({ root, fs, clock, maxBytes: config.max_bytes });
    await space.measure();
    return new GroupCommitWriter({ instance, directory, fs, config, segments, space });
  } catch (cause) {
    throw new WeirError('spool_full', `The spool in ${root} cannot be written`, {
      remedy: 'Free disk space, and check that the directory may be written.',
      cause,
    });
  }
}

interface Parts {
  instance: string;
  directory: string;
  fs: SpoolFs;
  config: Config['spool'];
  segments: SegmentWriter;
  space: SpaceMeter;
}

class GroupCommitWriter implements SpoolWriter {
  readonly instance: string;
  private readonly parts: Parts;
  private readonly lines: LineBuffer;
  private waiting: Waiting[] = [];
  private readonly ballast: Ballast;
  private readonly syncer: Syncer;
  private readonly probe: NodeJS.Timeout;
  private scheduled = false;
  private diskFull = false;
  private retries = 0;
  private lastError: string | undefined;
  private closed = false;
  private readonly flushSoon = () => {
    this.scheduled = false;
    this.flush();
  };

  constructor(parts: Parts) {
    this.parts = parts;
    this.instance = parts.instance;
    this.lines = new LineBuffer(parts.instance);
    this.ballast = new Ballast(parts.directory, parts.fs);
    this.syncer = new Syncer(parts.segments, parts.config, (error) => {
      this.noteFailure(error);
      return spoolFull(DISK_TROUBLE);
    });
    this.restoreSpace();
    this.probe = setInterval(() => this.recover(), RETRY_MS);
    this.probe.unref();
  }

  begin(record: BeginRecord | AttemptRecord): Promise<void> {
    const refusal = this.refusal();
    return refusal === undefined ? this.append(record, true) : Promise.reject(refusal);
  }

  end(record: EndRecord): Promise<void> {
    return this.closed ? Promise.reject(shuttingDown()) : this.append(record, false);
  }

  mark(record: MarkRecord): Promise<void> {
    return this.closed ? Promise.reject(shuttingDown()) : this.append(record, false);
  }

  health(): { pendingBytes: number; full: boolean; lastError?: string } {
    return {
      pendingBytes: this.lines.length,
      full: this.diskFull || this.parts.space.full,
      ...(this.lastError === undefined ? {} : { lastError: this.lastError }),
    };
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    while (this.waiting.length > 0) {
      this.flush();
      if (this.waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    clearInterval(this.probe);
    await this.syncer.finish();
    this.parts.segments.close();
    this.ballast.release();
    this.parts.fs.writeFile(join(this.parts.directory, CLOSED_FILE), '');
    if (this.parts.config.fsync !== 'never') await this.parts.fs.syncDirectory(this.parts.directory);
  }

  private append(record: SpoolRecord, refusable: boolean): Promise<void> {
    const end = this.lines.append(record);
    const callId = callOf(record);
    this.schedule();
    return new Promise((resolve, reject) => {
      this.waiting.push({ end, refusable, callId, resolve, reject });
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(this.flushSoon);
  }

  private refusal(): WeirError | undefined {
    if (this.closed) return shuttingDown();
    if (this.diskFull) return spoolFull(DISK_TROUBLE);
    if (this.parts.space.full) return spoolFull('The spool has reached its size limit (spool.max_bytes)');
    return undefined;
  }

  /** Writes all waiting lines in one go. What does not fit: begins are refused, ends are kept and retried. */
  private flush(): void {
    if (this.waiting.length === 0) return;
    const { written, error } = this.parts.segments.write(this.lines.bytes, this.lines.length, (upTo) =>
      this.lastLineEnd(upTo),
    );
    this.parts.space.add(written);
    if (error === undefined) {
      this.syncer.written(this.waiting);
      this.waiting = [];
      this.lines.clear();
      this.parts.space.refresh();
      return;
    }
    this.noteFailure(error);
    this.ballast.release();
    this.keepEnds(written);
  }

  private lastLineEnd(upTo: number): number {
    let end = 0;
    for (const record of this.waiting) {
      if (record.end > upTo) break;
      end = record.end;
    }
    return end;
  }

  private keepEnds(written: number): void {
    const done = this.waiting.filter((record) => record.end <= written);
    const rest = this.waiting.slice(done.length);
    this.syncer.written(done);
    let from = written;
    let kept = 0;
    this.waiting = [];
    for (const record of rest) {
      if (record.refusable) {
        if (record.callId !== undefined) this.lines.forget(record.callId);
        record.reject(spoolFull(DISK_TROUBLE));
      } else {
        this.lines.bytes.copy(this.lines.bytes, kept, from, record.end);
        kept += record.end - from;
        this.waiting.push({ ...record, end: kept });
      }
      from = record.end;
    }
    this.lines.length = kept;
    // the ballast is gone: room for these ends may be there at once
    if (done.length > 0 || kept < from - written) this.schedule();
  }

  private noteFailure(error: unknown): void {
    this.diskFull = true;
    this.lastError = error instanceof Error ? error.message : String(error);
  }

  /** Retries ends; once none waits, takes the ballast back, which proves that there is room again. */
  private recover(): void {
    if (!this.diskFull) {
      if (this.parts.space.full) this.parts.space.refresh();
      return;
    }
    this.flush();
    this.retries++;
    if (this.waiting.length === 0 && this.retries % RETRIES_PER_RESTORE === 0) this.restoreSpace();
  }

  private restoreSpace(): void {
    try {
      this.ballast.restore();
      this.diskFull = false;
      this.lastError = undefined;
    } catch (error) {
      this.noteFailure(error);
    }
  }
}

/** Whose begin is to be forgotten when the record is refused. */
function callOf(record: SpoolRecord): string | undefined {
  switch (record.t) {
    case 'begin':
    case 'end':
      return record.call.call_id;
    case 'attempt':
      return record.call_id;
    case 'mark':
      return undefined;
  }
}

function spoolFull(text: string): WeirError {
  return new WeirError('spool_full', `${text}, so the call could not be recorded and was not made`, {
    remedy: 'Free disk space or bring the ledger back; the gateway resumes by itself.',
  });
}

function shuttingDown(): WeirError {
  return new WeirError('shutting_down', 'This gateway is stopping', { remedy: 'Try again.' });
}
