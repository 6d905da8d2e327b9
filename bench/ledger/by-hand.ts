/**
 * What the ledger adds to the query somebody would write by hand: `npx tsx bench/ledger/by-hand.ts <directory kept by run.ts>`.
 * Both on the same engine, turn by turn; the same figures, read from the same sums.
 */
import { join } from 'node:path';
import { openChdbEngine } from '../../packages/server/src/ledger/chdb/engine.ts';
import { createSqlLedger } from '../../packages/server/src/ledger/sql/store.ts';
import { silentLogger } from '../../packages/server/src/platform/log.ts';
import { DAYS, END } from './generate.ts';

const ROUNDS = 15;
const SUMS = `sum(calls), sum(errors), sum(cost), sum(list_cost), sum(estimated_cost), sum(unpriced_cost),
sumIf(cost, attribution IN ('complete', 'defaulted')), sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_tokens),
sumIf(calls, cache = 'hit'), sumIf(calls, cache IN ('hit', 'miss')), sum(avoided_cost), sum(prompt_cache_saving), sumIf(calls, purpose = 'evaluation'), sumIf(cost, purpose = 'evaluation')`;
const range = { since: new Date(END - DAYS * 86_400_000), until: new Date(END) };
const engine = openChdbEngine({ path: join(process.argv[2] ?? '', 'ledger'), log: silentLogger });
const store = createSqlLedger(engine);
await store.migrate();
for (const [a, b] of [
  ['team', 'model'],
  ['workload', 'key'],
  ['cost_center', 'status'],
] as const) {
  const ask = { ...range, by: [a, b], filter: {}, timeZone: 'Europe/Berlin', sandbox: 'exclude' } as const;
  const hand = `SELECT ${a}, ${b}, ${SUMS} FROM rollup_calls_daily
WHERE day >= toDate(${range.since.getTime() / 1000}) AND day < toDate(${END / 1000}) AND NOT sandbox GROUP BY ${a}, ${b} ORDER BY sum(cost) DESC`;
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    times[0].push(await timed(() => engine.select(hand)));
    times[1].push(await timed(() => store.costs(ask)));
  }
  const [bare, ledger] = times.map((values) => values.sort((x, y) => x - y)[ROUNDS >> 1] ?? 0);
  console.log(
    `${a} x ${b}: by hand ${bare?.toFixed(1)} ms, ledger ${ledger?.toFixed(1)} ms: ${((ledger ?? 0) / (bare ?? 1)).toFixed(2)}x`,
  );
}
await engine.close();

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}
