import type { Context } from './command.ts';
import { CliError } from './errors.ts';
import { EXIT } from './exit-codes.ts';
import { createProgress } from './output/progress.ts';
import type { StorageProgress, StorageTools } from './ports.ts';

/** Work on stores that no running Weir holds. */
export async function storageOf({ deps }: Pick<Context, 'deps'>): Promise<StorageTools> {
  const tools = await deps.storage?.();
  if (tools !== undefined) return tools;
  throw new CliError(EXIT.failed, { code: 'internal', message: 'This build cannot open stores' });
}

export async function withProgress<T>(
  { io, out }: Pick<Context, 'io' | 'out'>,
  work: (tell: StorageProgress) => Promise<T>,
): Promise<T> {
  let bar: { total: number; progress: ReturnType<typeof createProgress> } | undefined;
  try {
    return await work((done, total, what) => {
      if (bar?.total !== total) bar = { total, progress: createProgress(io, out, total) };
      bar.progress.update(done, what);
    });
  } finally {
    bar?.progress.end();
  }
}
