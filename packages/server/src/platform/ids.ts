import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.ts';

const POOL_BYTES = 8_192;

/**
 * UUID version 7 (RFC 9562): sortable by time, unique across processes. Random bytes are drawn in blocks because a
 * system call per id would cost more than the id.
 */
export function createUuidV7(clock: Clock): () => string {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let used = POOL_BYTES;
  return () => {
    if (used + 10 > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const random = pool.toString('hex', used, used + 10);
    used += 10;
    const time = clock.now().toString(16).padStart(12, '0');
    const variant = ((Number.parseInt(random[3] as string, 16) & 0x3) | 0x8).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
  };
}
