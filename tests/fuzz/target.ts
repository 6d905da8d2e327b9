import { isDeepStrictEqual } from 'node:util';
import { WeirError } from '@weir/core/errors';
import type { Random } from './random.ts';

/** One kind of input and what must hold for all of it. `check` throws when it does not. */
export interface Target {
  readonly name: string;
  /** Share of the cases, relative to the others. */
  readonly weight: number;
  check(random: Random): void;
}

export function must(holds: boolean, what: string, ...shown: unknown[]): void {
  if (!holds) throw new Error(`${what}${shown.map((value) => `\n  ${show(value)}`).join('')}`);
}

export function mustEqual(actual: unknown, expected: unknown, what: string, ...shown: unknown[]): void {
  const same =
    Buffer.isBuffer(actual) && Buffer.isBuffer(expected)
      ? actual.equals(expected)
      : isDeepStrictEqual(actual, expected);
  if (same) return;
  must(
    false,
    what,
    ...(Buffer.isBuffer(actual) && Buffer.isBuffer(expected) ? apart(actual, expected) : [actual, expected]),
    ...shown,
  );
}

/** Both from a little before where they part. */
function apart(one: Buffer, other: Buffer): Buffer[] {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return [one, other].map((bytes) => bytes.subarray(Math.max(0, at - 60), at + 200));
}

/** What `work` gives; undefined when it refuses with one of these codes. Any other error is a fault. */
export function orRefused<T>(work: () => T, codes: readonly string[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof WeirError && codes.includes(error.code)) {
      must(
        error.message.length > 0 && error.message.length < 2_000,
        'a refusal says why, in few words',
        error.message,
      );
      return undefined;
    }
    throw error;
  }
}

function show(value: unknown): string {
  const text = Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value);
  return `${text}`.slice(0, 3_000);
}
