import { crc32 } from 'node:zlib';
import { readTree } from '../json/tree.ts';
import { type PromptPiece, promptPieces } from './prompt-pieces.ts';

/** How much of a prompt is looked at. */
const WINDOW = 16 * 1024;
/** Exactness with which a divergence is placed, in bytes. */
const SLICE = 256;
/** Prompts of many tiny parts end their fingerprint here. */
const SLICE_LIMIT = 256;
const BODY_LIMIT = 1024 * 1024;

/** The beginning of a prompt as hashes: each covers everything up to its slice's end. Nothing can be read back. */
export interface Fingerprint {
  readonly hashes: Uint32Array;
  /** Bytes of prompt up to the end of each slice. */
  readonly ends: Uint32Array;
  /** Bytes of the whole prompt, also beyond the window. */
  readonly bytes: number;
  /** Part of the prompt that slice `index` is in. */
  pathAt(index: number): string;
}

/** Undefined for what is no JSON object, has no prompt, or is too large to look at on the call path. */
export function fingerprint(body: Buffer): Fingerprint | undefined {
  if (body.length > BODY_LIMIT) return undefined;
  const root = readTree(body.toString('latin1'));
  if (root?.kind !== 'object') return undefined;
  const hashes: number[] = [];
  const ends: number[] = [];
  const owners: PromptPiece[] = [];
  let hash = 0;
  let bytes = 0;
  for (const piece of promptPieces(root)) {
    if (bytes < WINDOW && hashes.length < SLICE_LIMIT) hash = crc32(piece.path, hash);
    for (let at = piece.start; at < piece.end; at += SLICE) {
      const end = Math.min(at + SLICE, piece.end);
      if (bytes < WINDOW && hashes.length < SLICE_LIMIT) {
        hash = crc32(body.subarray(at, end), hash);
        hashes.push(hash);
        ends.push(bytes + end - at);
        owners.push(piece);
      }
      bytes += end - at;
    }
  }
  if (hashes.length === 0) return undefined;
  return {
    hashes: Uint32Array.from(hashes),
    ends: Uint32Array.from(ends),
    bytes,
    pathAt: (index) => owners[index]?.path ?? '',
  };
}

/** Slices from the start that two prompts have in common. */
export function commonSlices(
  a: { readonly hashes: Uint32Array },
  b: { readonly hashes: Uint32Array },
): number {
  const most = Math.min(a.hashes.length, b.hashes.length);
  let count = 0;
  while (count < most && a.hashes[count] === b.hashes[count]) count += 1;
  return count;
}
