import type { Period } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LandingGate } from '../../ledger/landing-gate.ts';
import type { ChargeReader, StatementStore } from '../../ledger/statement-port.ts';
import type { Clock } from '../../platform/clock.ts';
import type { FindingService } from '../../registry/services/findings.ts';
import type { PeriodRecord, PeriodService } from '../../registry/services/periods.ts';
import type { ChangeBy } from '../../registry/store/change.ts';
import { type MonthSpan, monthBefore, monthOf, monthSpan } from '../months.ts';
import { boundsOf, loadClosedMonths } from './bounds.ts';
import type { ClosedMonths } from './closed-months.ts';
import {
  type MonthFigures,
  type MonthTotals,
  monthFigures,
  monthTotals,
  NOTHING,
  snapshotOf,
} from './figures.ts';
import { openPoints, type PointSources } from './open-points.ts';

export interface PeriodsDeps {
  records: PeriodService;
  ledger: Pick<ChargeReader, 'chargeSums' | 'detailSince'>;
  /** What a month comes to of which calls were dropped, from the sums that are left; decimal text. */
  sumOf(span: MonthSpan, timeZone: string): Promise<string>;
  statements?: Pick<StatementStore, 'sums'>;
  closed: ClosedMonths;
  /** Nothing lands while a month is summed up and closed. */
  gate: Pick<LandingGate, 'hold'>;
  /** Shared with booking. */
  books: Exclusive;
  points: PointSources;
  findings: Pick<FindingService, 'raise'>;
  organization: () => { time_zone: string; currency: string };
  gapPercent: number;
  clock: Clock;
}

export interface ClosePeriod {
  /** Name of the person; default: the actor. */
  by?: string;
  force?: boolean;
  reason?: string;
}

export interface Periods {
  /** Fills the memory that the ledger asks. Before the first call lands. */
  load(): Promise<void>;
  show(month: string): Promise<Period>;
  /** The latest months, newest first, the running one included; without open points. */
  list(count?: number): Promise<Period[]>;
  /** open -> reviewed; open points are allowed and told. Throws `conflict` for a closed month. */
  review(month: string, input: { by?: string }, by: ChangeBy): Promise<Period>;
  /** -> closed, for ever. Throws `conflict` that names the open points unless forced with a reason. */
  close(month: string, input: ClosePeriod, by: ChangeBy): Promise<Period>;
  /**
   * Whether closed months still are what they were closed with; raises `ledger_mismatch` for those that are not. Months of
   * which calls were dropped are not checked.
   */
  verify(): Promise<{ checked: number; mismatched: string[] }>;
}

const LISTED = 13;

/** Months of the books: see README. */
export function createPeriods(deps: PeriodsDeps): Periods {
  const { records, ledger, closed, clock } = deps;
  const zone = () => deps.organization().time_zone;

  async function totalsOf(month: string, record: PeriodRecord | undefined): Promise<MonthTotals> {
    const { span, timeZone } = boundsOf(month, record, zone());
    if (await isDropped(span)) return totalsOfSums(await deps.sumOf(span, timeZone), record);
    return (await monthTotals(ledger, span, timeZone)).get(month) ?? NOTHING;
  }

  const isDropped = async ({ since }: MonthSpan) => since < (await ledger.detailSince());

  async function present(
    month: string,
    record: PeriodRecord | undefined,
    figures: MonthTotals,
    points: boolean,
  ): Promise<Period> {
    const { span, timeZone } = boundsOf(month, record, zone());
    const isClosed = record?.state === 'closed';
    return {
      month,
      state: record?.state ?? 'open',
      since: span.since.toISOString(),
      until: span.until.toISOString(),
      currency: deps.organization().currency,
      cost: figures.cost.toFixed(MONEY_SCALE),
      ...(isClosed ? closedFigures(record, figures) : {}),
      ...people(record),
      open_points: points && !isClosed ? await pointsOf(month, span, timeZone) : [],
    };
  }

  async function presentWhole(month: string, record: PeriodRecord | undefined): Promise<Period> {
    return present(month, record, await totalsOf(month, record), true);
  }

  async function pointsOf(month: string, span: MonthSpan, timeZone: string): Promise<string[]> {
    if (await isDropped(span))
      return [`Calls of ${month} were dropped before it was closed: its sums are left.`];
    const { currency } = deps.organization();
    const now = new Date(clock.now());
    const context = { month, span, timeZone, now, currency, gapPercent: deps.gapPercent };
    return openPoints(context, ledger, deps.points);
  }

  /** While nothing lands: what is summed is all there ever will be of the month without a mark. */
  async function seal(month: string, span: MonthSpan, given: ClosePeriod, by: ChangeBy): Promise<void> {
    closed.close(month, span);
    try {
      const figures = await monthFigures(ledger, span, zone());
      const closedCost = figures.cost.subtract(figures.corrections).toFixed(MONEY_SCALE);
      const kept = await snapshotOf(figures, span, zone(), deps.statements);
      if (given.reason !== undefined) kept['reason'] = given.reason;
      if (given.force === true) kept['forced'] = 'true';
      const write = { state: 'closed', by: given.by ?? by.actor, closedCost, figures: kept } as const;
      await records.write(month, write, by, refuseClosed(month));
    } catch (error) {
      // the answer may have been lost: what the registry says holds; a row marked too early only shows as a correction
      const open = await records.show(month).then(
        (now) => now?.state !== 'closed',
        () => false,
      );
      if (open) closed.reopen(month);
      throw error;
    }
  }

  return {
    load: () => loadClosedMonths(records, closed, zone()),
    show: async (month) => {
      monthSpan(month, zone());
      return presentWhole(month, await records.show(month));
    },
    async list(count = LISTED) {
      const known = new Map((await records.list()).map((record) => [record.month, record]));
      const months: string[] = [];
      for (let month = monthOf(new Date(clock.now()), zone()); months.length < count; ) {
        months.push(month);
        month = monthBefore(month);
      }
      const [latest = '', earliest = latest] = [months[0], months.at(-1)];
      const kept = (await ledger.detailSince()).getTime();
      const since = new Date(Math.max(monthSpan(earliest, zone()).since.getTime(), kept));
      const totals = await monthTotals(ledger, { since, until: monthSpan(latest, zone()).until }, zone());
      const figuresOf = async (month: string, record: PeriodRecord | undefined) => {
        const { span, timeZone } = boundsOf(month, record, zone());
        return timeZone === zone() && span.since >= since
          ? (totals.get(month) ?? NOTHING)
          : await totalsOf(month, record);
      };
      return Promise.all(
        months.map(async (month) => {
          const record = known.get(month);
          return present(month, record, await figuresOf(month, record), false);
        }),
      );
    },
    async review(month, input, by) {
      monthSpan(month, zone());
      const write = { state: 'reviewed', by: input.by ?? by.actor } as const;
      const record = await records.write(month, write, by, refuseClosed(month));
      return presentWhole(month, record);
    },
    close: (month, input, by) =>
      deps.books(async () => {
        const span = monthSpan(month, zone());
        refuseClosed(month)(await records.show(month));
        await refuseBooking(month, deps.points);
        if (clock.now() < span.until.getTime()) throw notOver(month, span);
        const points = await pointsOf(month, span, zone());
        if (points.length > 0 && input.force !== true) throw stillOpen(month, points);
        if (input.force === true && input.reason === undefined) throw withoutReason();
        await deps.gate.hold(() => seal(month, span, input, by));
        return presentWhole(month, await records.show(month));
      }),
    async verify() {
      const all = (await records.list()).filter(({ state }) => state === 'closed');
      const mismatched: string[] = [];
      let checked = 0;
      for (const record of all) {
        const { span, timeZone } = boundsOf(record.month, record, zone());
        if (await isDropped(span)) continue;
        checked += 1;
        const figures = await monthFigures(ledger, span, timeZone);
        const message = mismatchOf(record, figures);
        if (message === undefined) continue;
        mismatched.push(record.month);
        await deps.findings.raise({
          kind: 'ledger_mismatch',
          severity: 'critical',
          subject: record.month,
          message,
        });
      }
      return { checked, mismatched };
    },
  };
}

/** What was added since it was closed is the rest: sums do not tell the classes apart. */
function totalsOfSums(sum: string, record: PeriodRecord | undefined): MonthTotals {
  const cost = Decimal.from(sum);
  const closed = record?.closed_cost;
  return { cost, corrections: closed === undefined ? Decimal.ZERO : cost.subtract(Decimal.from(closed)) };
}

function closedFigures(record: PeriodRecord, { corrections }: MonthTotals): Partial<Period> {
  return {
    ...(record.closed_cost === undefined ? {} : { closed_cost: record.closed_cost }),
    corrections: corrections.toFixed(MONEY_SCALE),
  };
}

function people(record: PeriodRecord | undefined): Partial<Period> {
  const { reviewed_by, reviewed_at, closed_by, closed_at } = record ?? {};
  return Object.fromEntries(
    Object.entries({ reviewed_by, reviewed_at, closed_by, closed_at }).filter(([, v]) => v !== undefined),
  );
}

/** A sentence when closed cost + corrections is not the cost, or what was closed was moved between days or providers. */
function mismatchOf(record: PeriodRecord, figures: MonthFigures): string | undefined {
  const kept = Decimal.from(record.closed_cost ?? '0');
  const { cost, corrections, digest } = figures;
  const { month } = record;
  if (kept.add(corrections).compare(cost) !== 0) {
    return `${month} was closed with ${kept} and has corrections of ${corrections}, but the ledger says ${cost}: compare it with a backup.`;
  }
  if (record.figures?.['digest'] !== digest) {
    return `${month} still sums to what it was closed with, but not day by day and provider by provider: compare it with a backup.`;
  }
  return undefined;
}

function refuseClosed(month: string): (record: PeriodRecord | undefined) => void {
  return (record) => {
    if (record?.state !== 'closed') return;
    throw new WeirError('conflict', `${month} was closed by ${record.closed_by} at ${record.closed_at}`, {
      field: 'month',
      remedy: 'A closed month is never opened again: book corrections.',
    });
  };
}

/** Not even by force: half of its entries would be corrections. */
async function refuseBooking(month: string, { proposals }: PointSources): Promise<void> {
  const booking = (await proposals(month)).find(({ state }) => state === 'booking');
  if (booking === undefined) return;
  throw new WeirError('conflict', `The proposal ${booking.id} is being booked into ${month}`, {
    field: 'month',
    remedy: 'Wait until it is booked; approving it again goes on with it.',
  });
}

function notOver(month: string, { until }: MonthSpan): WeirError {
  return new WeirError('conflict', `${month} is not over before ${until.toISOString()}`, {
    field: 'month',
    remedy: 'Close it when it has ended.',
  });
}

function stillOpen(month: string, points: readonly string[]): WeirError {
  return new WeirError('conflict', `${month} has ${points.length} open points: ${points.join(' ')}`, {
    field: 'force',
    remedy: 'Settle them, or close it with force and a reason (--force --reason), which is audited.',
  });
}

function withoutReason(): WeirError {
  return new WeirError('invalid_argument', 'Closing by force needs a reason', {
    field: 'reason',
    remedy: 'Say why the open points may stay open.',
  });
}
