import { API_CATEGORIES, type ValueClass, type Workload } from '@weir/core/contract';
import { startOfDay, type UnitFacts } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { ExchangeRates } from '@weir/core/pricing';
import type { DriverQuery, DriverSum, StackSum } from '../../ledger/economics-port.ts';
import type { OutcomeGroup, OutcomeSum } from '../../ledger/outcome-port.ts';
import type { TimeRange } from '../../ledger/port.ts';
import { bucketsOf, daysOf, rangeBefore } from './days.ts';
import type { UnitPorts, UnitQuery } from './port.ts';
import { classThatCounts, converted, currenciesOf, type WorthOfOutcomes, worthOf } from './value.ts';

/** Cost of a day, by the instant it begins at. */
export interface DayCost {
  api: Decimal;
  loaded: Decimal;
}

/** Everything that is known of one workload in a range, before anything is divided. */
export interface UnitBasis {
  workload: Workload;
  /** Of the outcome that is counted; undefined: all of them. */
  outcome: string | undefined;
  facts: UnitFacts;
  /** By category; sums to loaded cost. */
  categories: Map<string, Decimal>;
  days: Map<number, DayCost>;
  /** Of any name, and of those the ones that are counted; by day, class, confidence and currency. */
  told: readonly OutcomeSum[];
  counted: readonly OutcomeSum[];
  worth: WorthOfOutcomes;
  valueClass: ValueClass | undefined;
  rates: ExchangeRates;
  currency: string;
}

/** Rows of the ledger about one workload and those merged into it. */
interface Rows {
  stack: readonly StackSum[];
  drivers: readonly DriverSum[];
  outcomes: readonly OutcomeSum[];
}

const OUTCOMES_BY: readonly OutcomeGroup[] = ['outcome', 'class', 'confidence', 'currency', 'bucket'];
const API: ReadonlySet<string> = new Set(API_CATEGORIES);

/** Of one workload: three questions to the ledger at a time. */
export async function basisOf(ports: UnitPorts, workload: Workload, query: UnitQuery): Promise<UnitBasis> {
  const filter = { workload: ports.family(workload.id) };
  const [{ stack, outcomes }, drivers] = await Promise.all([
    byDay(ports, workload, query),
    ports.economics.drivers({ ...commonOf(ports, query), by: [], filter }),
  ]);
  return oneOf(await assemble(ports, query, [[workload, { stack, drivers, outcomes }]]));
}

/** A range, the one before it, and calls, users and tasks of the range over time. */
export interface ComparedBasis {
  now: UnitBasis;
  before: UnitBasis;
  overTime: DriverSum[];
}

/**
 * A range of whole days and the one before it, which are asked about as one and told apart by day: half the questions. Users and tasks are counted
 * in each range by themselves, because the same ones come again.
 */
export async function comparedBasis(
  ports: UnitPorts,
  workload: Workload,
  query: UnitQuery,
): Promise<ComparedBasis> {
  const { time_zone: zone } = ports.organization();
  const previous = { ...query, ...rangeBefore(query, zone) };
  const filter = { workload: ports.family(workload.id) };
  const drivers = (range: UnitQuery, by: DriverQuery['by'], interval = query.interval) =>
    ports.economics.drivers({ ...commonOf(ports, range), by, interval, filter });
  if (startOfDay(query.since.getTime(), zone) !== query.since.getTime()) {
    const [now, before, overTime] = await Promise.all([
      basisOf(ports, workload, query),
      basisOf(ports, workload, previous),
      drivers(query, ['bucket']),
    ]);
    return { now, before, overTime };
  }
  const both = { ...query, since: previous.since };
  const [rows, daily, counts, slower] = await Promise.all([
    byDay(ports, workload, both),
    drivers(both, ['bucket'], 'day'),
    drivers(query, []),
    query.interval === 'day' ? undefined : drivers(query, ['bucket']),
  ]);
  const [now, before] = await Promise.all([
    assemble(ports, query, [[workload, { ...part(rows, query), drivers: counts }]]),
    assemble(ports, previous, [[workload, { ...part(rows, previous), drivers: within(daily, previous) }]]),
  ]);
  return { now: oneOf(now), before: oneOf(before), overTime: slower ?? within(daily, query) };
}

type DailyRows = Omit<Rows, 'drivers'>;

async function byDay(ports: UnitPorts, workload: Workload, query: UnitQuery): Promise<DailyRows> {
  const family = ports.family(workload.id);
  const common = commonOf(ports, query);
  const [stack, outcomes] = await Promise.all([
    ports.economics.stack({ ...common, by: ['bucket'], interval: 'day', filter: { workload: family } }),
    outcomeSums(ports, family, query, OUTCOMES_BY, 'day'),
  ]);
  return { stack, outcomes };
}

function part({ stack, outcomes }: DailyRows, range: TimeRange): DailyRows {
  return { stack: within(stack, range), outcomes: within(outcomes, range) };
}

function within<T extends { group: { bucket?: string } }>(rows: readonly T[], range: TimeRange): T[] {
  return rows.filter(({ group }) => {
    const at = Date.parse(group.bucket ?? '');
    return at >= range.since.getTime() && at < range.until.getTime();
  });
}

function oneOf([basis]: readonly UnitBasis[]): UnitBasis {
  if (basis === undefined) throw new Error('one workload has one basis');
  return basis;
}

/** Of many workloads: the same three questions, however many they are. */
export async function basesOf(
  ports: UnitPorts,
  workloads: readonly Workload[],
  query: UnitQuery,
): Promise<UnitBasis[]> {
  const common = commonOf(ports, query);
  const [stack, drivers, outcomes] = await Promise.all([
    ports.economics.stack({ ...common, by: ['workload', 'bucket'], interval: 'day' }),
    ports.economics.drivers({ ...common, by: ['workload'] }),
    ports.outcomes.sums({ ...common, by: ['workload', ...OUTCOMES_BY], interval: 'day' }),
  ]);
  const costs = byWorkload(stack);
  const counts = byWorkload(drivers);
  const told = byWorkload(outcomes);
  const rowsOf = (workload: Workload): Rows => {
    const family = ports.family(workload.id);
    return {
      stack: family.flatMap((id) => costs.get(id) ?? []),
      drivers: family.flatMap((id) => counts.get(id) ?? []),
      outcomes: family.flatMap((id) => told.get(id) ?? []),
    };
  };
  return assemble(
    ports,
    query,
    workloads.map((workload) => [workload, rowsOf(workload)]),
  );
}

/** Sums of outcomes of a workload and those merged into it. */
export function outcomeSums(
  ports: Pick<UnitPorts, 'outcomes' | 'organization'>,
  family: readonly string[],
  query: UnitQuery,
  by: readonly OutcomeGroup[],
  interval?: UnitQuery['interval'],
): Promise<OutcomeSum[]> {
  return ports.outcomes.sums({
    ...commonOf(ports, query),
    by,
    workload: family,
    ...(interval === undefined ? {} : { interval }),
  });
}

export function commonOf({ organization }: Pick<UnitPorts, 'organization'>, query: UnitQuery) {
  const { since, until, sandbox } = query;
  return { since, until, sandbox, timeZone: organization().time_zone };
}

export const isApi = (category: string): boolean => API.has(category);

async function assemble(
  ports: UnitPorts,
  query: UnitQuery,
  all: readonly (readonly [Workload, Rows])[],
): Promise<UnitBasis[]> {
  const { currency, time_zone } = ports.organization();
  const currencies = all.flatMap(([{ value_metric }, { outcomes }]) => [
    ...currenciesOf(outcomes, value_metric),
  ]);
  const rates = await ports.rates([currency, ...currencies]);
  const days = daysOf(query, time_zone);
  const wholeDays = bucketsOf(query, 'day', time_zone)
    .filter(({ whole }) => whole)
    .map(({ start }) => start);
  return all.map(([workload, rows]) =>
    basisFrom(workload, rows, query, { currency, rates, days, wholeDays }),
  );
}

interface Shared {
  currency: string;
  rates: ExchangeRates;
  days: Decimal;
  wholeDays: readonly number[];
}

function basisFrom(workload: Workload, rows: Rows, query: UnitQuery, shared: Shared): UnitBasis {
  const { currency, rates } = shared;
  const metric = workload.value_metric;
  const outcome = query.outcome ?? metric?.outcome;
  const counted = rows.outcomes.filter(({ group }) => outcome === undefined || group.outcome === outcome);
  // another outcome than that of the metric is not worth what the metric says
  const worth = worthOf(counted, outcome === metric?.outcome ? metric : undefined, currency, rates);
  const valueClass = classThatCounts(worth.by, metric);
  const valuable = worth.by.filter((one) => one.class === valueClass);
  const { categories, days } = costsOf(rows.stack);
  const loadedCost = sumOf([...categories.values()]);
  const at = query.until.getTime() - 1;
  const inCurrency = (amount: string | undefined) =>
    amount === undefined
      ? undefined
      : converted(Decimal.from(amount), metric?.currency ?? currency, currency, rates, at);
  const investment = inCurrency(metric?.investment);
  const baseline = inCurrency(metric?.baseline?.cost);
  const facts: UnitFacts = {
    currency,
    apiCost: sumOf([...categories].filter(([name]) => isApi(name)).map(([, cost]) => cost)),
    loadedCost,
    tokens: total(rows.drivers, 'tokens'),
    calls: total(rows.drivers, 'calls'),
    users: total(rows.drivers, 'users'),
    tasks: total(rows.drivers, 'tasks'),
    outcomes: total(counted, 'outcomes'),
    successes: total(counted, 'successes'),
    valued: total(valuable, 'outcomes'),
    value: sumOf(valuable.map(({ value }) => value)),
    days: shared.days,
    ...(investment === undefined ? {} : { investment }),
    ...(baseline === undefined ? {} : { baseline }),
    periods: periodsOf(days, counted, shared.wholeDays),
  };
  return {
    workload,
    outcome,
    facts,
    categories,
    days,
    told: rows.outcomes,
    counted,
    worth,
    valueClass,
    rates,
    currency,
  };
}

function costsOf(stack: readonly StackSum[]): Pick<UnitBasis, 'categories' | 'days'> {
  const categories = new Map<string, Decimal>();
  const days = new Map<number, DayCost>();
  for (const { group, category, cost } of stack) {
    const amount = Decimal.from(cost);
    categories.set(category, (categories.get(category) ?? Decimal.ZERO).add(amount));
    const day = Date.parse(group.bucket ?? '');
    const known = days.get(day) ?? { api: Decimal.ZERO, loaded: Decimal.ZERO };
    const api = isApi(category) ? known.api.add(amount) : known.api;
    days.set(day, { api, loaded: known.loaded.add(amount) });
  }
  return { categories, days };
}

/** Whole days from the first on that had cost or outcomes: what lies before it is not a quiet time but none. */
function periodsOf(
  days: ReadonlyMap<number, DayCost>,
  counted: readonly OutcomeSum[],
  wholeDays: readonly number[],
): UnitFacts['periods'] {
  const outcomes = new Map<number, { outcomes: number; successes: number }>();
  for (const { group, outcomes: count, successes } of counted) {
    const day = Date.parse(group.bucket ?? '');
    const known = outcomes.get(day) ?? { outcomes: 0, successes: 0 };
    outcomes.set(day, { outcomes: known.outcomes + count, successes: known.successes + successes });
  }
  const first = wholeDays.findIndex((day) => days.has(day) || outcomes.has(day));
  if (first < 0) return [];
  return wholeDays.slice(first).map((day) => ({
    loadedCost: days.get(day)?.loaded ?? Decimal.ZERO,
    ...(outcomes.get(day) ?? { outcomes: 0, successes: 0 }),
  }));
}

function byWorkload<T extends { group: { workload?: string } }>(rows: readonly T[]): Map<string, T[]> {
  const by = new Map<string, T[]>();
  for (const row of rows) {
    const id = row.group.workload ?? '';
    const known = by.get(id);
    if (known === undefined) by.set(id, [row]);
    else known.push(row);
  }
  return by;
}

export function sumOf(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((sum, amount) => sum.add(amount), Decimal.ZERO);
}

function total<K extends string>(rows: readonly Record<K, number>[], name: K): number {
  return rows.reduce((sum, row) => sum + row[name], 0);
}
