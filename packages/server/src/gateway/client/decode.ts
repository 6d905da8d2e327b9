import { promisify } from 'node:util';
import zlib from 'node:zlib';

/** Bounds what a small compressed answer may grow to. */
const MAX_DECODED = 32 * 1024 * 1024;

const decoders: Readonly<Record<string, (bytes: Buffer) => Promise<Buffer>>> = {
  gzip: (bytes) =>
    promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)(bytes, { maxOutputLength: MAX_DECODED }),
  deflate: (bytes) =>
    promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate)(bytes, { maxOutputLength: MAX_DECODED }),
  br: (bytes) =>
    promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress)(bytes, {
      maxOutputLength: MAX_DECODED,
    }),
};

/** A readable copy of an encoded body, or undefined when it cannot be had. The original goes to the client. */
export async function decode(bytes: Buffer, encoding: string): Promise<Buffer | undefined> {
  try {
    return await decoders[encoding.toLowerCase()]?.(bytes);
  } catch {
    return undefined;
  }
}

/** A transform that decodes as bytes come, or undefined for an unknown encoding. */
export function decoder(encoding: string): zlib.Gunzip | zlib.Inflate | zlib.BrotliDecompress | undefined {
  switch (encoding.toLowerCase()) {
    case 'gzip':
      return zlib.createGunzip();
    case 'deflate':
      return zlib.createInflate();
    case 'br':
      return zlib.createBrotliDecompress();
    default:
      return undefined;
  }
}
