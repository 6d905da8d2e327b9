import type { SqlEngine } from '../../packages/server/src/ledger/sql/engine.ts';
import { DAYS } from '../ledger/generate.ts';

/** What came of every twentieth task: 7 of 8 succeed, some tell a value of their own. */
export async function tellOutcomes(engine: SqlEngine): Promise<void> {
  await engine.command(`
INSERT INTO outcomes (id, version, digest, outcome, at, recorded_at, success, workload, task, customer, user, value, currency,
  confidence, class, attributes, source)
WITH cityHash64(task, 'o') AS h
SELECT concat('out-', task), 1, substring(sipHash128(task), 1, 16), 'ticket_resolved',
  max(ended_at) + toIntervalSecond(h % 600) AS done, done + toIntervalSecond(30), h % 8 != 0, workload, task, '', '',
  if(h % 3 = 0, toDecimal128(h % 900, 12) / 100, NULL), if(h % 3 = 0, 'USD', ''), if(h % 2 = 0, 'measured', 'estimated'),
  'measurable', '{}', 'api'
FROM calls WHERE cityHash64(task) % 20 = 0 AND task != '' GROUP BY workload, task
SETTINGS max_execution_time = 0, max_partitions_per_insert_block = 0, max_bytes_before_external_group_by = 400000000`);
}

/** Two costs beyond calls, shared out every day over all workloads. */
export async function tellShares(engine: SqlEngine, end: number): Promise<void> {
  const columns = `call_id, started_at, entry, source, call_count, sandbox, organization, team, application, workload, environment, attribution,
  status, currency, priced`;
  const values = `concat('share-', item, '-', toString(n)) AS call_id,
  toDateTime64(toStartOfDay(toDateTime(${Math.floor(end / 1000)} - intDiv(n, 30) * 86400, 'UTC')), 6, 'UTC') + toIntervalHour(12) AS started_at,
  'allocation', 'books', 0, false, 'acme', concat('team-', toString(n % 10)), concat('app-', toString(n % 15)),
  concat('workload-', toString(n % 30)), if(n % 5 = 0, 'staging', 'production'), 'complete', 'ok', 'USD', true`;
  const rows = `FROM (SELECT number AS n, item FROM numbers(${DAYS * 30}) ARRAY JOIN ['people', 'infrastructure'] AS item)
SETTINGS max_partitions_per_insert_block = 0`;
  const amount = 'toDecimal128(1 + n % 17, 12)';
  await engine.command(
    `INSERT INTO calls (${columns}, ended_at, charge_count, cost, list_cost) SELECT ${values}, started_at, 1, ${amount}, ${amount} ${rows}`,
  );
  await engine.command(
    `INSERT INTO charges (${columns}, position, first_of_unit, first_of_category, attempt, unit, category, quantity, per, list_cost,
  contracted_cost, effective_cost, price_ref) SELECT ${values}, 0, true, true, 1, item, item, 1, 1, ${amount}, ${amount}, ${amount},
  concat('item:', item) ${rows}`,
  );
}
