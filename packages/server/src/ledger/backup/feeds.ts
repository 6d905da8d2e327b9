import type { SqlEngine } from '../sql/engine.ts';

/** Materialized views that fill rollups, in place now. */
export async function feedsOf(engine: SqlEngine): Promise<string[]> {
  const there = await engine.select<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView' ORDER BY name`,
  );
  return there.map(({ name }) => name);
}

/**
 * Runs `work` while no rollup is fed: rows are put in with their rollups, which would otherwise count them twice.
 * `takenOut` are those that a run before, which was killed, has left out on a server; they come back, too.
 */
export async function withoutFeeds<T>(
  engine: SqlEngine,
  work: () => Promise<T>,
  takenOut: readonly string[] = [],
): Promise<T> {
  const there = await feedsOf(engine);
  for (const name of there) await engine.command(`DETACH TABLE ${name}`);
  try {
    return await work();
  } finally {
    for (const name of new Set([...there, ...takenOut])) await engine.command(`ATTACH TABLE ${name}`);
  }
}
