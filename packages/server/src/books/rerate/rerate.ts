import { createHash } from 'node:crypto';
import type { ProposedEntry, RerateReport, RerateRequest } from '@weir/core/contract';
import { localTime } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import type { ChargeReader, LedgerCharge } from '../../ledger/statement-port.ts';
import { monthOf } from '../months.ts';
import type { Proposals } from '../proposals/port.ts';
import { type BookedUnit, bookedRerates } from './booked.ts';
import { differencesOf } from './call-differences.ts';
import { type Difference, Differences, entriesOf, shown } from './differences.ts';
import { proposeMonth } from './propose.ts';
import type { RepriceDeps } from './reprice.ts';

export interface RerateDeps extends RepriceDeps {
  ledger: Pick<ChargeReader, 'charges'>;
  /** IANA zone of months and days. */
  timeZone(): string;
  /** Absent: dry runs only. */
  proposals?: Pick<Proposals, 'propose' | 'list' | 'reject'>;
  /** For tests: above so many charges a month is booked in sums. */
  mostSingle?: number;
}

/**
 * Prices what is in the ledger at the price of its day as the book knows it now, and proposes what differs, a proposal per
 * month; nothing is booked before somebody approves it. Old charges stay as they are. What earlier rerates have booked is
 * counted in, so that a second run finds nothing. A charge that has no price still, or was priced by its source, is left alone.
 */
export async function rerate(request: RerateRequest, deps: RerateDeps, actor: string): Promise<RerateReport> {
  const range = { since: new Date(request.since), until: new Date(request.until) };
  if (range.until <= range.since) {
    throw new WeirError('invalid_argument', 'The range ends before it begins', {
      field: 'until',
      remedy: 'Give an instant after since.',
    });
  }
  const query = {
    ...range,
    ...(request.provider === undefined ? {} : { provider: request.provider }),
    ...(request.model === undefined ? {} : { model: request.model }),
  };
  const zone = deps.timeZone();
  const found = new Differences(deps.mostSingle);
  const counts = { examined: 0, unpriced: 0 };
  const skipped = new Map<string, number>();
  const booked = await bookedRerates(deps.ledger, query);
  let currency: string | undefined;
  for await (const calls of together(callsOf(deps.ledger.charges({ ...query, entries: 'exclude' })))) {
    const results = await Promise.all(
      calls.map((call) => differencesOf(call, booked.byCall.get(call[0]?.call_id ?? '') ?? [], deps)),
    );
    for (const call of calls) counts.examined += call.length;
    currency ??= calls[0]?.[0]?.currency;
    for (const result of results) {
      counts.unpriced += result.unpriced;
      for (const { reason, charges } of result.skipped)
        skipped.set(reason, (skipped.get(reason) ?? 0) + charges);
      for (const difference of result.differences)
        found.add({ ...difference, ...dated(difference.at, zone) });
    }
  }
  for (const sum of booked.sums) {
    const difference = asDifference(sum, zone);
    found.subtractBooked(difference.month, difference);
  }
  const months: RerateReport['months'] = [];
  for (const month of [...found.months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name]) => name)) {
    const of = found.months.get(month);
    if (of === undefined) continue;
    const { grain, entries } = entriesOf(of);
    if (entries.length === 0) continue;
    const figures = shown(of.figures);
    const id =
      request.dry_run || deps.proposals === undefined
        ? undefined
        : await proposeMonth(
            {
              month,
              request,
              entries,
              actor,
              difference: figures.difference,
              digest: digestOf(entries),
              booked: booked.count,
            },
            deps.proposals,
          );
    months.push({
      month,
      ...figures,
      entries: entries.length,
      grain,
      ...(id === undefined ? {} : { proposal: id }),
    });
  }
  return {
    since: range.since.toISOString(),
    until: range.until.toISOString(),
    currency: currency ?? 'USD',
    ...counts,
    skipped: [...skipped].map(([reason, charges]) => ({ reason, charges })),
    ...found.report(),
    months,
  };
}

/** All charges of one call at a time; entries of the books are none. */
async function* callsOf(
  pages: AsyncIterable<readonly LedgerCharge[]>,
): AsyncGenerator<readonly LedgerCharge[]> {
  let call: LedgerCharge[] = [];
  for await (const page of pages) {
    for (const charge of page) {
      if (charge.entry !== undefined) continue;
      if (call.length > 0 && call[0]?.call_id !== charge.call_id) {
        yield call;
        call = [];
      }
      call.push(charge);
    }
  }
  if (call.length > 0) yield call;
}

/** Worked out side by side, so that what they ask the ledger for is asked in one. */
const TOGETHER = 2_000;

async function* together<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let some: T[] = [];
  for await (const item of items) {
    some.push(item);
    if (some.length < TOGETHER) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

function dated(at: string, zone: string): { month: string; day: string } {
  const { year, month, day } = localTime(Date.parse(at), zone);
  const two = (value: number) => String(value).padStart(2, '0');
  return { month: monthOf(new Date(at), zone), day: `${year}-${two(month)}-${two(day)}` };
}

function asDifference({ charge, quantity, costs }: BookedUnit, zone: string): Difference {
  return {
    ...dated(charge.started_at, zone),
    callId: charge.call_id,
    at: charge.started_at,
    provider: charge.billed_provider,
    model: charge.billed_model,
    unit: charge.unit,
    category: charge.category,
    currency: charge.currency,
    tags: charge.tags,
    key: charge.key,
    fromRef: charge.price_ref,
    toRef: charge.price_ref,
    quantity,
    before: costs.effective,
    change: costs,
  };
}

function digestOf(entries: readonly ProposedEntry[]): string {
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(JSON.stringify(entry));
  return hash.digest('hex').slice(0, 32);
}
