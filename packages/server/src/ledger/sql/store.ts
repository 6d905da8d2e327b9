import type { CallFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { readMigrations } from '../migrations.ts';
import type { LedgerBatch, TimeRange } from '../port.ts';
import { BatchRejected } from '../rejection.ts';
import type { Ledger } from '../statement-port.ts';
import { DataRefused, type SqlEngine } from './engine.ts';
import { KnownFloors } from './floors.ts';
import { migrate } from './migrate.ts';
import { createSqlOutcomes } from './outcomes.ts';
import { activity } from './queries/activity.ts';
import { allocated } from './queries/allocated.ts';
import { movable, unattributed } from './queries/attribution.ts';
import { burnDown, consumers } from './queries/burn-down.ts';
import { classesOf, existingCalls, queryCall, queryCalls, usagesOf } from './queries/calls.ts';
import { chargeSums, readCharges } from './queries/charges.ts';
import { queryCosts } from './queries/costs.ts';
import { Parameters, type VirtualTags } from './queries/dimensions.ts';
import { drivers } from './queries/drivers.ts';
import { explore } from './queries/explore.ts';
import { exportRows } from './queries/export.ts';
import { dimensionValues, totals } from './queries/facts.ts';
import { firstSeen } from './queries/first-seen.ts';
import { replay } from './queries/replay.ts';
import { spend } from './queries/spend.ts';
import { stack } from './queries/stack.ts';
import { taskCosts } from './queries/task-costs.ts';
import { taskSums } from './queries/task-sums.ts';
import { queryTask, queryTasks } from './queries/tasks.ts';
import { applyRetention } from './retention.ts';
import { encodeBatch } from './rows/batch.ts';
import { createSqlStatements } from './statements.ts';

export interface SqlLedgerOptions {
  /** Whether the books of the month that holds this instant are closed: what lands there is a correction. Default: never. */
  isClosed?(at: Date): boolean;
  /** Dimensions that are worked out when they are asked for. Default: none. */
  virtualTags?: VirtualTags;
  /** Default: the machine's. */
  clock?: Pick<Clock, 'now'>;
}

/** The ledger in SQL, the same over every engine. */
export function createSqlLedger(engine: SqlEngine, options: SqlLedgerOptions = {}): Ledger {
  // a rollup feed that was changed has forgotten which batches it passed on: what the version before landed, and
  // comes again because nobody noted that it had, must not be summed twice
  let upgraded = false;
  const { virtualTags: virtual } = options;
  const floors = new KnownFloors(engine, () => performance.now());
  const detailSince = async () => new Date((await floors.current()).detail);

  async function requireDetail({ since }: TimeRange): Promise<void> {
    const first = await detailSince();
    if (since.getTime() >= first.getTime()) return;
    throw new WeirError(
      'conflict',
      `Calls before ${first.toISOString()} were dropped (ledger.retention), and this needs every one of them`,
      { field: 'since', remedy: 'Ask for a time after that; sums of the time before are still there.' },
    );
  }
  return {
    async migrate() {
      upgraded = (await migrate(engine, readMigrations())) || upgraded;
    },
    async append(batch) {
      if (upgraded && (await isThere(engine, batch))) return;
      await append(engine, await classified(engine, batch, options));
    },
    existing: (callIds, range) => existingCalls(engine, callIds, range),
    call: (callId) => queryCall(engine, callId),
    calls: (query) => queryCalls(engine, query, virtual),
    costs: async (query) => queryCosts(engine, await floors.current(), query, new Parameters(virtual)),
    dimensionValues: (dimension, prefix, limit, range) =>
      dimensionValues(engine, { dimension, prefix, limit, range }, virtual),
    totals: () => totals(engine),
    spend: async (scopes) => spend(engine, await floors.current(), scopes),
    burnDown: async (query) => burnDown(engine, await floors.current(), query),
    consumers: async (query) => consumers(engine, await floors.current(), query),
    replay: (query) => replay(engine, query),
    tasks: (query) => queryTasks(engine, query),
    task: (workload, task) => queryTask(engine, workload, task),
    taskSums: (tasks) => taskSums(engine, tasks),
    activity: (range) => activity(engine, range),
    detailSince,
    async *charges(query) {
      await requireDetail(query);
      yield* readCharges(engine, query);
    },
    usages: (callIds, range) => usagesOf(engine, callIds, range),
    async chargeSums(query) {
      await requireDetail(query);
      return chargeSums(engine, query);
    },
    applyRetention: (policy, now) =>
      applyRetention(engine, floors, policy, {
        now: now.getTime(),
        isClosed: (at) => options.isClosed?.(at) ?? false,
      }),
    statements: createSqlStatements(engine),
    outcomes: createSqlOutcomes(engine, options.clock ?? systemClock),
    attribution: {
      async movable(query) {
        await requireDetail(query);
        return movable(engine, query);
      },
      unattributed: (query) => unattributed(engine, query),
    },
    economics: {
      drivers: async (query) => drivers(engine, await floors.current(), query),
      stack: async (query) => stack(engine, await floors.current(), query),
      allocated: (query) => allocated(engine, query),
      taskCosts: (query) => taskCosts(engine, query),
      firstSeen: async (query) => firstSeen(engine, await floors.current(), query),
    },
    explore: async (query, signal) => explore(engine, await floors.current(), query, { signal, virtual }),
    export: (query, format, signal) => exportRows(engine, query, format, { signal, virtual }),
    close: () => engine.close(),
  };
}

/**
 * Calls of closed months get their class. One whose row is there already, because the batch broke off before its charges,
 * keeps the class it has, should the month have been closed in between.
 */
async function classified(
  engine: SqlEngine,
  batch: LedgerBatch,
  { isClosed }: SqlLedgerOptions,
): Promise<LedgerBatch> {
  if (isClosed === undefined) return batch;
  const late = batch.calls.filter((call) => isLate(call, isClosed));
  if (late.length === 0) return batch;
  const classes = await classesOf(
    engine,
    late.map(({ call_id }) => String(call_id)),
  );
  const isLateCall = new Set<CallFact>(late);
  const calls = batch.calls.map((call): CallFact => {
    const known = isLateCall.has(call) ? (classes.get(call.call_id) ?? 'correction') : undefined;
    return known === 'correction' ? { ...call, class: known } : call;
  });
  return { ...batch, calls };
}

function isLate(call: CallFact, isClosed: (at: Date) => boolean): boolean {
  const at = new Date(call?.started_at);
  return !Number.isNaN(at.getTime()) && isClosed(at);
}

async function isThere(engine: SqlEngine, { calls }: LedgerBatch): Promise<boolean> {
  const ids = calls.map((call) => String(call?.call_id));
  return (await existingCalls(engine, ids)).size === new Set(ids).size;
}

/**
 * Two inserts under one token: calls, then charges. Each is dropped by the engine if it has been there before, so a
 * batch that broke off between them is completed by repeating it. Rows are checked before the first insert; should the
 * engine refuse one all the same, it does so on `calls`, before anything is written.
 */
async function append(engine: SqlEngine, batch: LedgerBatch): Promise<void> {
  const { calls, charges } = encodeBatch(batch.calls);
  if (calls === undefined) return;
  try {
    await engine.insertBlock('calls', calls, batch.token);
  } catch (error) {
    if (error instanceof DataRefused) throw new BatchRejected(error.message, [], error);
    throw error;
  }
  if (charges !== undefined) await engine.insertBlock('charges', charges, batch.token);
}
