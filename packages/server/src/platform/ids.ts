import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.ts';

const POOL_BYTES = 8_192;
/** Of an id: two for the start of its counter, eight less 2 bits for its variant. */
const RANDOM_BYTES = 10;
const DASH = 0x2d;
const VERSION = 0x37;
/** Ids of one millisecond are counted in the 12 bits behind the version, from a random start in the lower half. */
const COUNTER_START = 0x7ff;
const COUNTER_MAX = 0xfff;
const DIGITS = Buffer.from('0123456789abcdef', 'latin1');

/**
 * UUID version 7 (RFC 9562, its counter by method 1): sortable by time and, of one process, in the order they were made
 * (up to 2,048 of a millisecond); unique across processes. Random bytes are drawn in blocks because a
 * system call per id would cost more than the id, and digits are written into one buffer because joined texts would.
 */
export function createUuidV7(clock: Clock): () => string {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  const text = Buffer.alloc(36, DASH);
  text[14] = VERSION;
  let used = POOL_BYTES;
  let time = -1;
  let counter = 0;

  function hex(byte: number, at: number): void {
    text[at] = DIGITS[byte >> 4] as number;
    text[at + 1] = DIGITS[byte & 0xf] as number;
  }

  return () => {
    if (used + RANDOM_BYTES > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const from = used;
    used += RANDOM_BYTES;
    const now = clock.now();
    counter = (counter + 1) & COUNTER_MAX;
    if (now !== time) {
      time = now;
      counter = (((pool[from] as number) << 8) | (pool[from + 1] as number)) & COUNTER_START;
      const digits = now.toString(16).padStart(12, '0');
      text.write(digits.slice(0, 8), 0, 'latin1');
      text.write(digits.slice(8), 9, 'latin1');
    }
    text[15] = DIGITS[counter >> 8] as number;
    hex(counter & 0xff, 16);
    hex(((pool[from + 2] as number) & 0x3f) | 0x80, 19);
    hex(pool[from + 3] as number, 21);
    for (let i = 0; i < 6; i += 1) hex(pool[from + 4 + i] as number, 24 + 2 * i);
    return text.toString('latin1');
  };
}
