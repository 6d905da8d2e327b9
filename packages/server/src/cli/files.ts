import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from './command.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import { formatBytes } from './output/figures.ts';
import { createProgress } from './output/progress.ts';
import { pipeTo, writeTo } from './pipe.ts';

/**
 * Writes an answer to a file, whole or not at all: a download that was cut off leaves nothing behind. Without a name, or
 * with `-`, to standard output. Answers its size.
 */
export async function saveAnswer(
  { io, out }: Context,
  response: Response,
  file: string | undefined,
): Promise<{ bytes: number; path: string | undefined }> {
  if (file === undefined || file === '-') {
    await pipeTo(response, io.stdout);
    return { bytes: 0, path: undefined };
  }
  const path = resolve(io.cwd, file);
  const partial = `${path}.part`;
  const rows = Number(response.headers.get('x-weir-rows') ?? Number.NaN);
  const progress = createProgress(io, out, undefined);
  const stream = createWriteStream(partial);
  let bytes = 0;
  try {
    for await (const chunk of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
      if (!(await writeTo(stream, chunk))) throw new Error(stream.errored?.message ?? 'it cannot be written');
      bytes += chunk.byteLength;
      progress.update(bytes, Number.isNaN(rows) ? '' : `of ${rows.toLocaleString('en')} rows`);
    }
    await new Promise<void>((done, fail) =>
      stream.end((error?: Error | null) => (error ? fail(error) : done())),
    );
    await rename(partial, path);
  } catch (error) {
    stream.destroy();
    await rm(partial, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(
      EXIT.failed,
      {
        code: 'export_failed',
        message: `${path} was not written: ${reason}`,
        remedy: 'Nothing was left behind; run it again.',
      },
      error,
    );
  } finally {
    progress.end();
  }
  out.note(
    `${path}: ${formatBytes(bytes)}${Number.isNaN(rows) ? '' : `, ${rows.toLocaleString('en')} rows`}`,
  );
  return { bytes, path };
}
