import { createHash } from 'node:crypto';
import type { Outcome } from '@weir/core/contract';
import type { Clock } from '../../platform/clock.ts';
import { createExclusive } from '../exclusive.ts';
import type { OutcomeAppend, OutcomeHead, OutcomeRecord, OutcomeStore } from '../outcome-port.ts';
import type { SqlEngine } from './engine.ts';
import { chunksOf } from './queries/chunks.ts';
import { Parameters } from './queries/dimensions.ts';
import { endedTasks } from './queries/ended-tasks.ts';
import { outcomeCosts } from './queries/outcome-costs.ts';
import { linksOf, queryOutcomes } from './queries/outcome-list.ts';
import { namedCalls, positionsUnlinked } from './queries/outcome-names.ts';
import { outcomeSums } from './queries/outcome-sums.ts';
import {
  decodeOutcome,
  encodeOutcome,
  OUTCOME_COLUMNS,
  OUTCOME_SELECTED,
  type OutcomeRow,
  outcomeDigest,
} from './rows/outcome.ts';

interface Known {
  version: number;
  digest: string;
}

type Landed = Omit<OutcomeAppend, 'pending'>;

/** Outcomes in SQL, the same over every engine. */
export function createSqlOutcomes(engine: SqlEngine, clock: Pick<Clock, 'now'>): OutcomeStore {
  const exclusive = createExclusive();
  return {
    append: (records, recordedAt) => exclusive(() => append(engine, records, recordedAt)),
    list: (query) => queryOutcomes(engine, query, clock.now()),
    versions: (id) => versionsOf(engine, id, clock.now()),
    sums: (query) => outcomeSums(engine, query),
    costs: (query) => outcomeCosts(engine, query),
    named: (names) => namedCalls(engine, names),
    heads: (ids) => headsOf(engine, ids),
    endedTasks: (query) => endedTasks(engine, query),
  };
}

async function append(
  engine: SqlEngine,
  records: readonly OutcomeRecord[],
  recordedAt: Date,
): Promise<OutcomeAppend> {
  const result: Landed = { added: 0, unchanged: 0, revised: 0, changed: [] };
  let from = 0;
  for (const piece of chunksOf(records, ({ id }) => id)) {
    await land(engine, piece, from, recordedAt, result);
    from += piece.length;
  }
  return { ...result, pending: await positionsUnlinked(engine, records) };
}

async function land(
  engine: SqlEngine,
  records: readonly OutcomeRecord[],
  from: number,
  recordedAt: Date,
  result: Landed,
): Promise<void> {
  const known = await latestOf(engine, records);
  const rows: string[] = [];
  for (const [i, record] of records.entries()) {
    const before = known.get(record.id);
    const digest = outcomeDigest(record);
    if (before?.digest === digest) {
      result.unchanged++;
      continue;
    }
    if (before === undefined) result.added++;
    else result.revised++;
    result.changed.push(from + i);
    const version = (before?.version ?? 0) + 1;
    known.set(record.id, { version, digest });
    rows.push(encodeOutcome(record, version, digest, recordedAt));
  }
  if (rows.length === 0) return;
  const buffer = Buffer.from(`${rows.join('\n')}\n`);
  await engine.insert('outcomes', OUTCOME_COLUMNS, buffer, createHash('sha256').update(buffer).digest('hex'));
}

/** Whenever it happened: told anew it may have happened at another time. */
async function latestOf(engine: SqlEngine, records: readonly OutcomeRecord[]): Promise<Map<string, Known>> {
  const parameters = new Parameters();
  const ids = parameters.add([...new Set(records.map(({ id }) => id))], 'Array(String)');
  const rows = await engine.select<Known & { id: string }>(
    `SELECT id, max(o.version) AS version, argMax(o.digest, o.version) AS digest FROM outcomes AS o
WHERE id IN ${ids} GROUP BY id`,
    parameters.values,
  );
  return new Map(rows.map(({ id, version, digest }) => [id, { version, digest }]));
}

async function versionsOf(engine: SqlEngine, id: string, now: number): Promise<Outcome[]> {
  const rows = await engine.select<OutcomeRow>(
    `SELECT ${OUTCOME_SELECTED} FROM outcomes AS o WHERE id = {id:String} ORDER BY o.version LIMIT 1 BY o.version`,
    { id },
  );
  const links = await linksOf(engine, rows, now);
  return rows.map((row, i) => decodeOutcome(row, links[i] ?? 'linked'));
}

async function headsOf(engine: SqlEngine, ids: readonly string[]): Promise<Map<string, OutcomeHead>> {
  const heads = new Map<string, OutcomeHead>();
  for (const piece of chunksOf([...new Set(ids)], (id) => id)) {
    const parameters = new Parameters();
    const rows = await engine.select<OutcomeHead & { id: string }>(
      `SELECT id, max(o.version) AS version, argMax(o.workload, o.version) AS workload, argMax(o.source, o.version) AS source,
  argMax(o.retracted, o.version) AS retracted
FROM outcomes AS o WHERE id IN ${parameters.add(piece, 'Array(String)')} GROUP BY id`,
      parameters.values,
    );
    for (const { id, ...head } of rows) heads.set(id, head);
  }
  return heads;
}
