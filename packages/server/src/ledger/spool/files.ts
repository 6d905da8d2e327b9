import {
  closeSync,
  fdatasync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SEGMENT_PATTERN } from './layout.ts';

/** A segment being written. */
export interface SpoolFile {
  /** Writes at `position`, returns how many bytes were taken, which may be fewer. Throws errno errors. */
  write(bytes: Buffer, offset: number, length: number, position: number): number;
  truncate(length: number): void;
  /** Forces the data to the device. */
  sync(): Promise<void>;
  close(): void;
}

/** File system as the spool writer uses it; injected so that tests can fill the disk. */
export interface SpoolFs {
  /** Creates an empty file for writing. */
  create(path: string): SpoolFile;
  writeFile(path: string, content: Buffer | string): void;
  makeDirectory(path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Forces directory entries to the device. */
  syncDirectory(path: string): Promise<void>;
  /** Bytes of all segments below the spool root. */
  segmentBytes(root: string): Promise<number>;
}

export const nodeSpoolFs: SpoolFs = {
  create: (path) => new NodeSpoolFile(openSync(path, 'w', 0o600)),
  writeFile: (path, content) => writeFileSync(path, content, { mode: 0o600 }),
  makeDirectory: (path) => void mkdirSync(path, { recursive: true, mode: 0o700 }),
  rename: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  async syncDirectory(path) {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async segmentBytes(root) {
    const directories = await readdir(root, { withFileTypes: true });
    const sizes = directories
      .filter((entry) => entry.isDirectory())
      .map((entry) => directoryBytes(join(root, entry.name)));
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  },
};

async function directoryBytes(directory: string): Promise<number> {
  // a finished directory may vanish while it is measured
  const names = await readdir(directory).catch(() => []);
  const sizes = names
    .filter((name) => SEGMENT_PATTERN.test(name))
    .map((name) =>
      stat(join(directory, name)).then(
        (stats) => stats.size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

class NodeSpoolFile implements SpoolFile {
  private readonly fd: number;
  /** Closing waits for syncs in flight. */
  private syncs = 0;
  private closing = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  write(bytes: Buffer, offset: number, length: number, position: number): number {
    return writeSync(this.fd, bytes, offset, length, position);
  }

  truncate(length: number): void {
    ftruncateSync(this.fd, length);
  }

  sync(): Promise<void> {
    this.syncs++;
    return new Promise((resolve, reject) => {
      fdatasync(this.fd, (error) => {
        this.syncs--;
        if (this.closing && this.syncs === 0) closeSync(this.fd);
        if (error === null) resolve();
        else reject(error);
      });
    });
  }

  close(): void {
    this.closing = true;
    if (this.syncs === 0) closeSync(this.fd);
  }
}
