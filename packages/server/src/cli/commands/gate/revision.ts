import { InvalidArgumentError } from 'commander';

/** 0 for a gate that nobody has decided on. */
export function revision(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give the number that `weir gate show` tells.');
  return Number(text);
}
