import { join } from 'node:path';
import type { Config } from '../../platform/config/schema.ts';
import type { SpoolFile, SpoolFs } from './files.ts';
import { segmentName } from './layout.ts';

/** Appends to numbered segments. Only whole lines count as written; a broken-off line is overwritten by the next. */
export class SegmentWriter {
  private readonly directory: string;
  private readonly fs: SpoolFs;
  private readonly config: Pick<Config['spool'], 'segment_bytes' | 'fsync'>;
  private number = 1;
  private file: SpoolFile;
  private position = 0;
  /** Bytes of a broken-off line may stand behind `position`. */
  private ragged = false;
  /** Last syncs of files left behind. */
  private retired: Promise<void>[] = [];

  constructor(directory: string, fs: SpoolFs, config: Pick<Config['spool'], 'segment_bytes' | 'fsync'>) {
    this.directory = directory;
    this.fs = fs;
    this.config = config;
    this.file = fs.create(join(directory, segmentName(1)));
  }

  /**
   * Writes the first `length` bytes. `lineEnd` tells where the last whole line within a number of bytes ends. Returns
   * the bytes of whole lines on disk, and the error that stopped it short.
   */
  write(
    bytes: Buffer,
    length: number,
    lineEnd: (upTo: number) => number,
  ): { written: number; error?: unknown } {
    let done = 0;
    try {
      while (done < length) {
        const taken = this.file.write(bytes, done, length - done, this.position + done);
        if (taken === 0) throw new Error('the file system takes no more bytes');
        done += taken;
      }
    } catch (error) {
      const written = lineEnd(done);
      this.position += written;
      this.ragged = true;
      return { written, error };
    }
    this.position += done;
    this.rotateIfFull();
    return { written: done };
  }

  /** Forces everything written so far to the device. */
  async sync(): Promise<void> {
    await Promise.all([...this.retired.splice(0), this.file.sync()]);
  }

  close(): void {
    this.cutRaggedEnd();
    this.file.close();
  }

  /** When the next segment cannot be made, this one simply grows on. */
  private rotateIfFull(): void {
    if (this.position < this.config.segment_bytes) return;
    try {
      this.cutRaggedEnd();
      const next = this.fs.create(join(this.directory, segmentName(this.number + 1)));
      if (this.config.fsync !== 'never') this.retire(this.file);
      this.file.close();
      this.file = next;
      this.number++;
      this.position = 0;
    } catch {
      // the write itself succeeded; rotation is tried again with the next one
    }
  }

  private retire(file: SpoolFile): void {
    const synced = Promise.all([file.sync(), this.fs.syncDirectory(this.directory)]).then(() => undefined);
    // whoever syncs next hears of a failure; until then it must not count as unhandled
    synced.catch(() => undefined);
    this.retired.push(synced);
  }

  private cutRaggedEnd(): void {
    if (!this.ragged) return;
    this.file.truncate(this.position);
    this.ragged = false;
  }
}
