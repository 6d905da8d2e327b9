import { WeirError } from '@weir/core/errors';
import type { RetentionOutcome, RetentionPolicy } from '../port.ts';
import type { SqlEngine } from './engine.ts';
import type { Floors, KnownFloors } from './floors.ts';

const DAY_MS = 86_400_000;

interface Tier {
  name: keyof Floors;
  tables: readonly string[];
  keptDays: number | undefined;
  /** Sums of a month here and in the tiers that remain; unequal: these are not complete. */
  checks: readonly [finer: string, coarser: string][];
}

/**
 * Drops whole months (of UTC) of a tier, oldest first, once all of it is older than its days, its books are closed, and the
 * tier below holds the same calls and the same cost. The floor is raised before anything is dropped, so that a ledger
 * killed half-way answers right, and the next run drops the rest.
 */
export async function applyRetention(
  engine: SqlEngine,
  floors: KnownFloors,
  policy: RetentionPolicy,
  context: { now: number; isClosed: (at: Date) => boolean },
): Promise<RetentionOutcome> {
  refuseNonsense(policy);
  const outcome: RetentionOutcome = { dropped: [], kept: [] };
  for (const tier of tiersOf(policy)) {
    if (tier.keptDays === undefined) continue;
    const before = context.now - tier.keptDays * DAY_MS;
    for (const month of await monthsOf(engine, tier)) {
      const { since, until } = spanOf(month);
      if (until > before) break;
      const reason =
        until <= (await floors.current())[tier.name]
          ? undefined
          : tier.name === 'detail' && until > (policy.neededSince?.getTime() ?? until)
            ? 'an agreement that still runs counts its calls'
            : await obstacle(
                engine,
                tier,
                month,
                policy.force === true || isClosedMonth(since, until, context),
              );
      if (reason !== undefined) {
        outcome.kept.push({ tier: tier.name, month: nameOf(month), reason });
        break;
      }
      if (until > (await floors.current())[tier.name]) await floors.raise(tier.name, until);
      for (const table of tier.tables) await drop(engine, table, month);
      outcome.dropped.push({ tier: tier.name, month: nameOf(month) });
    }
  }
  return outcome;
}

function refuseNonsense({ detailDays, hourlyDays, dailyDays }: RetentionPolicy): void {
  const infinite = Number.POSITIVE_INFINITY;
  if (
    (detailDays ?? infinite) <= (hourlyDays ?? infinite) &&
    (hourlyDays ?? infinite) <= (dailyDays ?? infinite)
  )
    return;
  throw new WeirError(
    'invalid_argument',
    'Hours are to be kept no shorter than calls, days no shorter than hours',
    {
      field: 'ledger.retention',
      remedy: 'Set detail_days <= hourly_days <= daily_days; what is left out is kept for ever.',
    },
  );
}

function tiersOf({ detailDays, hourlyDays, dailyDays }: RetentionPolicy): Tier[] {
  const month = (time: string) => `toYYYYMM(${time}) = {month:UInt32}`;
  const calls = (table: string, time: string, count: string) =>
    `SELECT toString(sum(${count})) AS count, toString(sum(t.cost)) AS cost FROM ${table} AS t WHERE ${month(time)}`;
  const charges = (table: string, time: string, count: string, cost: string) =>
    `SELECT toString(sumIf(${count}, ${table === 'charges' ? 'first_of_unit' : 'true'})) AS count, toString(sum(t.${cost})) AS cost FROM ${table} AS t WHERE ${month(time)}`;
  const hourlyCalls = calls('rollup_calls_hourly', 'hour', 'calls');
  const hourlyCharges = charges('rollup_charges_hourly', 'hour', 'calls', 'cost');
  const dailyCalls = calls('rollup_calls_daily', 'day', 'calls');
  const dailyCharges = charges('rollup_charges_daily', 'day', 'calls', 'cost');
  const detailCalls = calls('calls', 'started_at', 'call_count');
  const detailCharges = charges('charges', 'started_at', 'call_count', 'effective_cost');
  return [
    {
      name: 'detail',
      tables: ['calls', 'charges', 'rollup_uses_hourly'],
      keptDays: detailDays,
      checks: [
        [detailCalls, hourlyCalls],
        [detailCharges, hourlyCharges],
        [detailCalls, dailyCalls],
        [detailCharges, dailyCharges],
      ],
    },
    {
      name: 'hourly',
      tables: ['rollup_calls_hourly', 'rollup_charges_hourly'],
      keptDays: hourlyDays,
      checks: [
        [hourlyCalls, dailyCalls],
        [hourlyCharges, dailyCharges],
      ],
    },
    {
      name: 'daily',
      tables: ['rollup_calls_daily', 'rollup_charges_daily'],
      keptDays: dailyDays,
      checks: [],
    },
  ];
}

async function obstacle(
  engine: SqlEngine,
  tier: Tier,
  month: number,
  closed: boolean,
): Promise<string | undefined> {
  if (!closed) return 'its books are not closed';
  for (const [finer, coarser] of tier.checks) {
    const [there] = await engine.select<{ count: string; cost: string }>(finer, { month });
    const [here] = await engine.select<{ count: string; cost: string }>(coarser, { month });
    if (there?.count !== here?.count || there?.cost !== here?.cost) {
      return `the sums that would remain differ from it: ${here?.count} calls at ${here?.cost} instead of ${there?.count} at ${there?.cost}`;
    }
  }
  return undefined;
}

/** Months of the books are of the organization's zone: both ends of this one must lie in closed ones. */
function isClosedMonth(
  since: number,
  until: number,
  { isClosed }: { isClosed: (at: Date) => boolean },
): boolean {
  return isClosed(new Date(since)) && isClosed(new Date(until - 1));
}

/** YYYYMM, oldest first. */
async function monthsOf(engine: SqlEngine, { tables }: Tier): Promise<number[]> {
  const months = new Set<number>();
  for (const table of tables) {
    const time = table.endsWith('_daily') ? 'day' : table.endsWith('_hourly') ? 'hour' : 'started_at';
    const rows = await engine.select<{ month: number }>(
      `SELECT DISTINCT toYYYYMM(${time}) AS month FROM ${table}`,
    );
    for (const { month } of rows) months.add(month);
  }
  return [...months].sort((a, b) => a - b);
}

async function drop(engine: SqlEngine, table: string, month: number): Promise<void> {
  const statement = `ALTER TABLE ${table} DROP PARTITION ${month}`;
  await engine.command(statement);
}

function spanOf(month: number): { since: number; until: number } {
  const year = Math.floor(month / 100);
  const index = (month % 100) - 1;
  return { since: Date.UTC(year, index), until: Date.UTC(year, index + 1) };
}

function nameOf(month: number): string {
  return `${Math.floor(month / 100)}-${String(month % 100).padStart(2, '0')}`;
}
