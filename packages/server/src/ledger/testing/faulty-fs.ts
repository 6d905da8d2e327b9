import { nodeSpoolFs, type SpoolFile, type SpoolFs } from '../spool/files.ts';
import { BALLAST_FILE } from '../spool/layout.ts';

/** A real file system whose disk fills up or fails as told. */
export class FaultyFs implements SpoolFs {
  /** Bytes the disk still takes; the ballast gives 100 kB back when it is removed. */
  room = Number.POSITIVE_INFINITY;
  ballastHelps = true;
  /** One write takes so many bytes and then fails with EIO. */
  failAfter = Number.POSITIVE_INFINITY;
  /** Answer to the size of all segments; undefined measures. */
  used: number | undefined;
  creatable = true;
  writes = 0;

  create(path: string): SpoolFile {
    if (!this.creatable) throw errno('ENOSPC');
    const file = nodeSpoolFs.create(path);
    return {
      write: (bytes, offset, length, position) => {
        this.writes++;
        if (this.failAfter <= 0) {
          this.failAfter = Number.POSITIVE_INFINITY;
          throw errno('EIO');
        }
        if (this.room <= 0) throw errno('ENOSPC');
        const taken = file.write(bytes, offset, Math.min(length, this.room, this.failAfter), position);
        this.room -= taken;
        this.failAfter -= taken;
        return taken;
      },
      truncate: (length) => file.truncate(length),
      sync: () => file.sync(),
      close: () => file.close(),
    };
  }

  writeFile(path: string, content: Buffer | string): void {
    if (path.endsWith(BALLAST_FILE) && this.room < content.length) throw errno('ENOSPC');
    nodeSpoolFs.writeFile(path, content);
  }

  makeDirectory(path: string): void {
    nodeSpoolFs.makeDirectory(path);
  }

  rename(from: string, to: string): void {
    nodeSpoolFs.rename(from, to);
  }

  remove(path: string): void {
    if (path.endsWith(BALLAST_FILE) && this.ballastHelps && this.room < 100_000) this.room = 100_000;
    nodeSpoolFs.remove(path);
  }

  syncDirectory(path: string): Promise<void> {
    return nodeSpoolFs.syncDirectory(path);
  }

  segmentBytes(root: string): Promise<number> {
    return this.used === undefined ? nodeSpoolFs.segmentBytes(root) : Promise.resolve(this.used);
  }
}

function errno(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}
