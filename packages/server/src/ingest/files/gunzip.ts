import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { CutOff } from './rows.ts';

/** Compressed bytes taken at a time: one piece can grow a thousandfold. */
const PIECE = 16 * 1024;

/**
 * Unpacks gzip, several members one behind the other included. What stands before a cut or a damaged place is handed on,
 * then `CutOff` is thrown.
 */
export async function* gunzip(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const inflate = createGunzip();
  const ready: Uint8Array[] = [];
  let failure: Error | undefined;
  inflate.on('data', (chunk: Uint8Array) => ready.push(chunk));
  // a write that fails never calls back
  const over = new Promise<void>((resolve) => {
    inflate.once('end', resolve).once('close', resolve);
    inflate.on('error', (error) => {
      failure = error;
      resolve();
    });
  });
  try {
    for await (const chunk of input) {
      for (let at = 0; at < chunk.length && failure === undefined; at += PIECE) {
        const written = new Promise<void>((resolve) => {
          inflate.write(chunk.subarray(at, at + PIECE), () => resolve());
        });
        await Promise.race([written, over]);
        await nextTurn();
        yield* ready.splice(0);
      }
      if (failure !== undefined) break;
    }
    if (failure === undefined) {
      inflate.end();
      await over;
    }
    yield* ready.splice(0);
    if (failure !== undefined) throw cut(failure);
  } finally {
    inflate.destroy();
  }
}

function cut(cause: Error): CutOff {
  const text = /unexpected end of file/.test(cause.message)
    ? 'the compressed file ends in the middle'
    : `the compressed file is damaged (${cause.message})`;
  return new CutOff(text, { cause });
}
