import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { OpenFile } from '../sources/port.ts';

/** A file of this machine. `name`: as people know it, when that is not the last part of the path. */
export async function openPath(path: string, name = basename(path)): Promise<OpenFile> {
  const handle = await open(path, 'r');
  const { size, mtime } = await handle.stat();
  return {
    name,
    size,
    modifiedAt: mtime,
    // positioned, so that it may be called again and stops where the file ended when it was opened
    async *stream() {
      for (let at = 0; at < size; ) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(65_536), 0, 65_536, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
    async slice(start, end) {
      const buffer = Buffer.alloc(Math.max(0, end - start));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    close: () => handle.close(),
  };
}

/** Bytes in memory: for previews and tests. */
export function openBytes(name: string, bytes: Uint8Array): OpenFile {
  return {
    name,
    size: bytes.length,
    async *stream() {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    },
    slice: async (start, end) => bytes.subarray(start, end),
    close: async () => {},
  };
}
