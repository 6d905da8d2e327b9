import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { query } from 'chdb';

/** Writes what the query gives as Parquet and hands its path over. `settings`: of the engine's writer. */
export async function withParquet<T>(
  sql: string,
  use: (path: string) => Promise<T>,
  settings = '',
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-parquet-'));
  try {
    const path = join(folder, 'rows.parquet');
    query(
      `insert into function file('${path}', 'Parquet') ${sql} ${settings && `settings ${settings}`}`,
      'CSV',
    );
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
