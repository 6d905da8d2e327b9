import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import type { OpenFile } from './port.ts';

const LARGEST_GB = 32;
const LARGEST = LARGEST_GB * 1024 ** 3;
const LONGEST_NAME = 200;

/**
 * Keeps an upload in a file of its own until it is closed, since formats such as Parquet are read from their end. Throws
 * WeirError `body_too_large` beyond 32 GB.
 */
export async function keepUpload(
  name: string,
  body: AsyncIterable<Uint8Array>,
  dir: string,
): Promise<OpenFile> {
  const folder = await mkdtemp(join(dir, 'weir-upload-'));
  const path = join(folder, randomBytes(8).toString('hex'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const handle = await open(path, 'wx+', 0o600);
    let size = 0;
    try {
      for await (const chunk of body) {
        size += chunk.byteLength;
        if (size > LARGEST) {
          throw new WeirError('body_too_large', `The file is larger than ${LARGEST_GB} GB`, {
            remedy: 'Split it, or put it into a folder that a source watches.',
          });
        }
        await handle.write(chunk);
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
    return {
      name: shownName(name),
      size,
      stream: () => createReadStream(path),
      async slice(start, end) {
        const buffer = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
        await handle.read(buffer, 0, buffer.length, start);
        return buffer;
      },
      async close() {
        await handle.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Without folders, and short enough to be shown. */
function shownName(name: string): string {
  const bare = basename(name.replaceAll('\\', '/')).replaceAll(/[\p{Cc}\p{Cs}]/gu, '');
  return bare.slice(-LONGEST_NAME) || 'upload';
}
