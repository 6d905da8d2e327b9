import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import type { SpoolFs } from './files.ts';
import { BALLAST_FILE } from './layout.ts';

/** Enough for the ends of a thousand calls in flight. */
const BALLAST_BYTES = 4 * 1024 * 1024;

/** Room on the disk kept aside, given up when the disk is full so that calls in flight can still be recorded. */
export class Ballast {
  private readonly path: string;
  private readonly fs: SpoolFs;

  constructor(directory: string, fs: SpoolFs) {
    this.path = join(directory, BALLAST_FILE);
    this.fs = fs;
  }

  /** Throws when there is no room for it. The bytes are random so that no file system compresses them away. */
  restore(): void {
    try {
      this.fs.writeFile(this.path, randomFillSync(Buffer.allocUnsafe(BALLAST_BYTES)));
    } catch (error) {
      this.release();
      throw error;
    }
  }

  release(): void {
    this.fs.remove(this.path);
  }
}
