import type { CallFact, EntryFact, SourceAttribution, StatementLine } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { type AttributedWorkload, attribute } from './attribution.ts';
import { entriesToken, entryId } from './identity.ts';
import { RowProblem } from './port.ts';
import {
  chargeOfFigures,
  type ExchangeRate,
  type LineFigures,
  type PricedLine,
  type PriceLineDeps,
  priceLine,
} from './price-line.ts';

/** What the ledger has of a line already, over all entries that it led to. */
export interface BookedLine {
  entries: number;
  calls: number;
  /** By currency. */
  figures: Map<string, LineFigures>;
  /** To take it back by, once the source tells the line no more. */
  unit: string;
  per: number;
  priceRef: string;
}

export interface BookingDeps extends Omit<PriceLineDeps, 'exchange'> {
  /** What one unit of this currency is in the organization's, by day; asked once per run. */
  ratesOf(currency: string): Promise<(at: Date) => ExchangeRate | undefined>;
  ledger: Pick<LedgerStore, 'existing' | 'append'>;
  /** Shared by all who add what is missing. */
  exclusive: Exclusive;
  /**
   * By line id, what entries of lines of this source that begin on this day (UTC) come to. The ledger is asked, so that a run
   * that was cut short between ledger and statements is completed, not repeated.
   */
  booked(source: string, day: Date): Promise<Map<string, BookedLine>>;
  /** Since when the ledger still knows what it has: see `ChargeReader.detailSince`. */
  detailSince(): Promise<Date>;
  workload(id: string): AttributedWorkload | undefined;
  now(): number;
}

export interface Booking {
  /** Makes the ledger say what these lines say. The differences are booked; a line that changes nothing books nothing. */
  book(lines: readonly StatementLine[]): Promise<void>;
  /** Before a line of this currency is priced. */
  learn(currency: string): Promise<void>;
  /** What the line would cost; throws `RowProblem` when it cannot be booked. */
  price(line: StatementLine): PricedLine;
}

const DAY_MS = 86_400_000;
/** Days whose entries are remembered while a run lasts. */
const KEPT_DAYS = 70;

/** Books lines of sources whose lines are cost. */
export function createBooking(
  source: { id: string; attribution: SourceAttribution },
  deps: BookingDeps,
): Booking {
  const days = new Map<number, Map<string, BookedLine>>();
  const rates = new Map<string, (at: Date) => ExchangeRate | undefined>();
  /** Lines are priced when they are met, which may spoil them, and booked in pieces. */
  const known = new WeakMap<StatementLine, PricedLine>();
  let detailSince: Date | undefined;
  const pricing: PriceLineDeps = { ...deps, exchange: (currency, at) => rates.get(currency)?.(at) };

  function price(line: StatementLine): PricedLine {
    if (detailSince !== undefined && Date.parse(line.since) < detailSince.getTime()) throw beforeDetail(line);
    const priced = known.get(line) ?? priceLine(line, pricing);
    known.set(line, priced);
    return priced;
  }

  async function bookedOn(dayMs: number): Promise<Map<string, BookedLine>> {
    const booked = days.get(dayMs) ?? (await deps.booked(source.id, new Date(dayMs)));
    days.delete(dayMs);
    days.set(dayMs, booked);
    const [oldest] = days.keys();
    if (days.size > KEPT_DAYS && oldest !== undefined) days.delete(oldest);
    return booked;
  }

  async function land(entries: readonly CallFact[]): Promise<void> {
    await deps.exclusive(async () => {
      const there = await deps.ledger.existing(entries.map(({ call_id }) => call_id));
      const calls = entries.filter(({ call_id }) => !there.has(call_id));
      if (calls.length === 0) return;
      const token = entriesToken(
        source.id,
        calls.map(({ call_id }) => call_id),
      );
      await deps.ledger.append({ token, calls });
    });
  }

  return {
    async learn(currency) {
      detailSince ??= await deps.detailSince();
      if (currency === deps.currency() || rates.has(currency)) return;
      rates.set(currency, await deps.ratesOf(currency));
    },
    price,
    async book(lines) {
      const entries: CallFact[] = [];
      for (const line of lines) {
        const day = Math.floor(Date.parse(line.since) / DAY_MS) * DAY_MS;
        const booked = await bookedOn(day);
        const before = booked.get(line.id);
        const priced = line.gone ? undefined : price(line);
        const after = before ?? emptyOf(priced);
        if (after === undefined) continue;
        const calls = line.gone ? 0 : (line.requests ?? 0);
        for (const figures of differences(before, priced)) {
          const basis = priced ?? { ...figures, ...after };
          const more = Math.max(0, calls - after.calls);
          const fact = entryOf(line, chargeOfFigures(basis, figures, line.category), {
            kind: after.entries > 0 ? 'revision' : line.category === 'model_usage' ? 'usage' : 'fee',
            calls: more,
            booked_at: new Date(deps.now()).toISOString(),
            reason: reasonOf(line, after.entries > 0),
            source_line: `${line.source}/${line.id}`,
            ...(line.invoice === undefined ? {} : { invoice: line.invoice }),
          });
          entries.push({
            ...fact,
            call_id: entryId(line.source, line.id, after.entries, Date.parse(line.since)),
            ...attribute(line, source.attribution, deps.workload),
          });
          after.entries++;
          after.calls += more;
          addFigures(after.figures, figures);
        }
        booked.set(line.id, after);
      }
      if (entries.length > 0) await land(entries);
    },
  };
}

/** What the ledger has of the line is not known any more: it would be booked a second time. */
function beforeDetail({ since }: StatementLine): RowProblem {
  return new RowProblem(
    `The calls of ${since.slice(0, 10)} were dropped from the ledger (ledger.retention), so what is booked of this line is not known any more. Dismiss the row.`,
  );
}

function emptyOf(priced: PricedLine | undefined): BookedLine | undefined {
  if (priced === undefined) return undefined;
  const { unit, per, priceRef } = priced;
  return { entries: 0, calls: 0, figures: new Map(), unit, per, priceRef };
}

/** By currency, what is to be added for the ledger to say what the line says; nothing where it does. */
function differences(before: BookedLine | undefined, wanted: PricedLine | undefined): LineFigures[] {
  const told: LineFigures[] = [];
  const currencies = new Set([
    ...(before?.figures.keys() ?? []),
    ...(wanted === undefined ? [] : [wanted.currency]),
  ]);
  for (const currency of currencies) {
    const had = before?.figures.get(currency) ?? nothing(currency);
    const has = wanted?.currency === currency ? wanted : nothing(currency);
    const difference: LineFigures = {
      currency,
      quantity: has.quantity.subtract(had.quantity),
      list: has.list.subtract(had.list),
      contracted: has.contracted.subtract(had.contracted),
      effective: has.effective.subtract(had.effective),
    };
    const { quantity, list, contracted, effective } = difference;
    if (![quantity, list, contracted, effective].every(({ isZero }) => isZero)) told.push(difference);
  }
  return told;
}

function nothing(currency: string): LineFigures {
  const { ZERO } = Decimal;
  return { currency, quantity: ZERO, list: ZERO, contracted: ZERO, effective: ZERO };
}

/** Adds `more` to what is there of its currency. */
export function addFigures(figures: Map<string, LineFigures>, more: LineFigures): void {
  const had = figures.get(more.currency) ?? nothing(more.currency);
  figures.set(more.currency, {
    currency: more.currency,
    quantity: had.quantity.add(more.quantity),
    list: had.list.add(more.list),
    contracted: had.contracted.add(more.contracted),
    effective: had.effective.add(more.effective),
  });
}

function reasonOf(line: StatementLine, revised: boolean): string {
  if (line.gone) return `Source ${line.source} tells it no more: ${line.description}`;
  return revised ? `Source ${line.source} told it anew: ${line.description}` : line.description;
}

type Entry = Omit<CallFact, 'call_id' | 'tags' | 'tag_sources' | 'attribution' | 'missing_tags'>;

function entryOf(line: StatementLine, charge: CallFact['charges'][number], entry: EntryFact): Entry {
  const at = new Date(line.since).toISOString();
  const model = line.model ?? '';
  return {
    source: 'source',
    instance: `source/${line.source}`,
    sandbox: false,
    started_at: at,
    ended_at: at,
    duration_ms: 0,
    dialect: line.provider === 'anthropic' ? 'anthropic' : line.provider === 'google' ? 'gemini' : 'openai',
    operation: line.category,
    stream: false,
    provider: line.provider,
    requested_model: model,
    model,
    ...(line.key === undefined ? {} : { key: line.key }),
    status: 'ok',
    http_status: 200,
    usage: {},
    tool_calls: 0,
    tool_names: [],
    request_bytes: 0,
    response_bytes: 0,
    attempts: [{ attempt: 1, provider: line.provider, model, started_at: at, duration_ms: 0 }],
    charges: [charge],
    cost: charge.effective_cost,
    reserved_cost: Decimal.ZERO.toFixed(MONEY_SCALE),
    currency: charge.currency,
    priced: true,
    estimated: false,
    ...(line.region === undefined ? {} : { region: line.region }),
    entry,
  };
}
