import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallFact } from '@weir/core/contract';
import type { ProcessIdentity } from '../../platform/process-identity.ts';
import { isClosed, listSegments, readOwner, readSegment, segmentSize } from '../spool/directory.ts';
import { segmentName } from '../spool/layout.ts';
import type { MarkRecord } from '../spool/records.ts';
import { type DamagedBytes, type Scan, scanLines } from '../spool/scan.ts';
import { type Checkpoint, type Intent, type Place, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { OpenCalls } from './open-calls.ts';

/** Ends per batch. */
export const BATCH_CALLS = 4_000;
const CHUNK_BYTES = 8 * 1024 * 1024;
const LOST_PER_BATCH = 4_000;

export interface DirectoryPorts {
  root: string;
  isProcessAlive(identity: ProcessIdentity): boolean;
  /** Lands calls under a token, exactly once however often; resolves when they are in. */
  land(instance: string, token: string, calls: readonly CallFact[]): Promise<void>;
  /** Told of damage before the batch around it lands. */
  damaged(instance: string, damage: Damage): Promise<void>;
  lost(instance: string, calls: readonly CallFact[]): void;
  /** Everything that stood before the mark has landed. Told again after a restart, then without figures. */
  marked(instance: string, mark: MarkRecord): void;
}

export interface Damage {
  kind: DamagedBytes['kind'] | 'begin_missing';
  segment: number;
  offset: number;
  bytes: Buffer;
}

/** What a step did: `more` when there is more to read at once, `finished` when the directory is gone. */
export type StepResult = 'idle' | 'more' | 'finished';

interface Batch {
  intent: Intent;
  /** `low` as it was before the batch was read: valid for a restart at its start. */
  low: Place;
  /** The intent is on the device, so the batch may be inserted. */
  announced: boolean;
  calls: CallFact[];
  damage: Damage[];
  marks: MarkRecord[];
}

/** One incarnation's spool on its way into the ledger. See the README for the protocol. */
export class SpoolDirectory {
  readonly instance: string;
  private readonly path: string;
  private readonly ports: DirectoryPorts;
  private openCalls = new OpenCalls();
  private high: Place | undefined;
  /** A batch whose landing has been announced and not yet confirmed. */
  private pending: Batch | undefined;
  private waitingBytes = 0;
  private lastMark: number | undefined;

  constructor(instance: string, ports: DirectoryPorts) {
    this.instance = instance;
    this.path = join(ports.root, instance);
    this.ports = ports;
  }

  /** Bytes on disk behind what has landed, as of the last step. */
  get unlandedBytes(): number {
    return this.waitingBytes;
  }

  /** When the oldest call of the batch in hand ended. */
  get waitingSince(): string | undefined {
    return this.pending?.calls[0]?.ended_at;
  }

  async step(): Promise<StepResult> {
    const high = this.high ?? (await this.restore());
    if (this.pending !== undefined) {
      await this.landPending(this.pending);
      return 'more';
    }
    // in this order: whatever a dead or closed writer wrote, or wrote before its next segment, is there when we read
    const gone = await this.writerGone();
    const segments = await listSegments(this.path);
    const next = segments.find((segment) => segment > high.segment);
    const size = await segmentSize(this.path, high.segment);
    await this.countWaiting(segments, high, size);
    if (high.offset < size) return this.readBatch(high, size, gone || next !== undefined);
    if (next !== undefined) {
      this.high = { segment: next, offset: 0 };
      return 'more';
    }
    return gone ? this.finish() : 'idle';
  }

  /** Rebuilds the state before a restart: open begins from `low` to `high`, then the announced batch. */
  private async restore(): Promise<Place> {
    const checkpoint = await readCheckpoint(this.path);
    const segments = await listSegments(this.path);
    const first = { segment: segments[0] ?? 1, offset: 0 };
    const high = checkpoint?.high ?? first;
    const low = checkpoint?.low ?? first;
    const openCalls = new OpenCalls();
    for (const segment of segments.filter((number) => number >= low.segment && number <= high.segment)) {
      const from = segment === low.segment ? low.offset : 0;
      const to = segment === high.segment ? high.offset : await segmentSize(this.path, segment);
      const bytes = await readSegment(this.path, segment, from, to - from);
      for (const found of this.scan(bytes, true).records) openCalls.take(found, segment, from);
    }
    this.openCalls = openCalls;
    if (checkpoint?.mark !== undefined) this.tell([{ t: 'mark', at: checkpoint.mark, settled: {} }]);
    if (checkpoint?.intent !== undefined) await this.restoreIntent(checkpoint.intent);
    this.high = high;
    return high;
  }

  private async restoreIntent(intent: Intent): Promise<void> {
    const bytes = await readSegment(this.path, intent.segment, intent.from, intent.to - intent.from);
    const batch = this.batchOf(this.scan(bytes, intent.final), bytes, intent);
    this.pending = { ...batch, announced: true };
  }

  /** `complete`: nothing will be added to this segment. */
  private async readBatch({ segment, offset }: Place, size: number, complete: boolean): Promise<StepResult> {
    let length = Math.min(size - offset, CHUNK_BYTES);
    for (;;) {
      const bytes = await readSegment(this.path, segment, offset, length);
      const final = complete && offset + length >= size;
      const scan = this.scan(bytes, final, BATCH_CALLS);
      if (scan.consumed > 0) {
        const intent = { segment, from: offset, to: offset + scan.consumed, final };
        return this.take(this.batchOf(scan, bytes, intent), complete || intent.to < size);
      }
      if (length >= size - offset) return 'idle';
      // a line longer than the chunk
      length = Math.min(size - offset, length * 2);
    }
  }

  private scan(bytes: Buffer, final: boolean, maxEnds?: number): Scan {
    return scanLines(bytes, {
      instance: this.instance,
      final,
      ...(maxEnds === undefined ? {} : { maxEnds }),
    });
  }

  private batchOf(scan: Scan, bytes: Buffer, intent: Intent): Batch {
    const { segment, from: base } = intent;
    const damage: Damage[] = scan.damaged.map((span) => ({
      kind: span.kind,
      segment,
      offset: base + span.from,
      bytes: bytes.subarray(span.from, span.to),
    }));
    const calls: CallFact[] = [];
    const marks: MarkRecord[] = [];
    const low = this.low({ segment, offset: base });
    for (const found of scan.records) {
      const call = this.openCalls.take(found, segment, base);
      if (found.record.t === 'mark') marks.push(found.record);
      if (found.record.t !== 'end') continue;
      if (call !== undefined) calls.push(call);
      else {
        const line = bytes.subarray(found.from, found.to);
        damage.push({ kind: 'begin_missing', segment, offset: base + found.from, bytes: line });
      }
    }
    return { intent, low, announced: false, calls, damage, marks };
  }

  private low(high: Place): Place {
    return this.openCalls.oldest ?? high;
  }

  private async take(batch: Batch, more: boolean): Promise<StepResult> {
    if (batch.calls.length === 0 && batch.damage.length === 0) {
      // begins only: nothing to land, and after a restart they are simply read again
      const high = { segment: batch.intent.segment, offset: batch.intent.to };
      if (batch.marks.length === 0) this.high = high;
      else await this.commitMarks(batch.marks, high);
      return more ? 'more' : 'idle';
    }
    this.pending = batch;
    await this.landPending(batch);
    return more ? 'more' : 'idle';
  }

  /** Announce, land, confirm. After a failure all of it is repeated, with the same boundaries and so the same token. */
  private async landPending(batch: Batch): Promise<void> {
    const { segment, from, to } = batch.intent;
    if (!batch.announced) {
      await writeCheckpoint(this.path, {
        ...this.newestMark(),
        low: batch.low,
        high: { segment, offset: from },
        intent: batch.intent,
      });
      batch.announced = true;
    }
    for (const damage of batch.damage) await this.ports.damaged(this.instance, damage);
    await this.ports.land(this.instance, `${this.instance}/${segment}:${from}-${to}`, batch.calls);
    const high = { segment, offset: to };
    await this.commitMarks(batch.marks, high);
    this.pending = undefined;
    this.waitingBytes = Math.max(0, this.waitingBytes - (to - from));
  }

  /** Marks are told before `high` passes them, so that a crash between the two has them told again. */
  private async commitMarks(marks: readonly MarkRecord[], high: Place): Promise<void> {
    this.tell(marks);
    await this.commit({ ...this.newestMark(), low: this.low(high), high });
  }

  private tell(marks: readonly MarkRecord[]): void {
    for (const mark of marks) {
      this.lastMark = mark.at;
      this.ports.marked(this.instance, mark);
    }
  }

  private newestMark(): Pick<Checkpoint, 'mark'> {
    return this.lastMark === undefined ? {} : { mark: this.lastMark };
  }

  private async commit(checkpoint: Checkpoint): Promise<void> {
    await writeCheckpoint(this.path, checkpoint);
    this.high = checkpoint.high;
    const needed = Math.min(checkpoint.low.segment, checkpoint.high.segment);
    for (const segment of await listSegments(this.path)) {
      if (segment < needed) await rm(join(this.path, segmentName(segment)), { force: true });
    }
  }

  private async writerGone(): Promise<boolean> {
    if (await isClosed(this.path)) return true;
    const owner = await readOwner(this.path);
    return owner === undefined || !this.ports.isProcessAlive(owner);
  }

  /** Nothing will be added: what is still open is lost. The same set, in the same order, after any restart. */
  private async finish(): Promise<StepResult> {
    const lost = this.openCalls.asLost();
    for (let i = 0; i < lost.length; i += LOST_PER_BATCH) {
      const batch = lost.slice(i, i + LOST_PER_BATCH);
      await this.ports.land(this.instance, `${this.instance}/lost:${i}`, batch);
    }
    if (lost.length > 0) this.ports.lost(this.instance, lost);
    await removeAtOnce(this.ports.root, this.instance);
    return 'finished';
  }

  private async countWaiting(segments: readonly number[], high: Place, size: number): Promise<void> {
    let bytes = size - high.offset;
    for (const segment of segments) {
      if (segment > high.segment) bytes += await segmentSize(this.path, segment);
    }
    this.waitingBytes = bytes;
  }
}

/** Renamed first: half a directory, its checkpoint gone, would land again. */
async function removeAtOnce(root: string, instance: string): Promise<void> {
  const done = join(root, `.done-${instance}`);
  await rename(join(root, instance), done);
  await rm(done, { recursive: true, force: true });
}
