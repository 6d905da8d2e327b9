import { CHARGE_CATEGORIES, type ChargeCategory } from '@weir/core/contract';
import { periodAt, startOfDay } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { ChargeGroup, ChargeReader, ChargeSum, LedgerCharge } from '../../ledger/statement-port.ts';

/** What the ledger is asked to tell apart: sums are booked for the same. */
const TAGS = ['workload', 'team', 'cost_center', 'application', 'environment'] as const;
const GROUPS = ['day', 'provider', 'model', 'unit', 'category', 'currency', 'entry', ...TAGS] as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What agreements price: use. Seats, tax and what they book themselves are none. */
const PRICED: ReadonlySet<string> = new Set<ChargeCategory>(['model_usage', 'evaluation']);

/** A sum of charges that agreements treat as one use. */
export interface Use {
  /** Names it among all. */
  key: string;
  /** Names what is booked for it: day, tags, provider, model, unit, category, currency. */
  group: string;
  /** First instant of the day (or hour, or stretch between two bounds), epoch ms. */
  at: number;
  facts: UseFacts;
  quantity: Decimal;
  list: Decimal;
  contracted: Decimal;
}

export interface UseFacts {
  day: string;
  provider: string;
  model: string;
  unit: string;
  category: ChargeCategory;
  currency: string;
  tags: Record<string, string>;
}

export interface UseQuery {
  since: number;
  until: number;
  timeZone: string;
  /** Instants at which an agreement begins or ends: no sum reaches over one. */
  bounds: readonly number[];
  providers: ReadonlySet<string>;
  /** Providers whose use is told by the hour: capacity is paid so. */
  hourly: ReadonlySet<string>;
}

/** The use that agreements are about, without what agreements have booked themselves, in order of time. */
export async function readUse(query: UseQuery, ledger: ChargeReader): Promise<Use[]> {
  const uses = new Map<string, Use>();
  for (const [since, until] of stretches(query)) {
    const sums = await ledger.chargeSums({
      since: new Date(since),
      until: new Date(until),
      timeZone: query.timeZone,
      by: [...GROUPS],
    });
    for (const sum of sums) {
      const facts = factsOf(sum);
      if (!isWanted(facts, sum.group.entry, query) || query.hourly.has(facts.provider)) continue;
      add(uses, facts, Math.max(since, startOfNamedDay(facts.day, query.timeZone)), sum);
    }
  }
  for (const provider of query.hourly) await readHours(provider, query, ledger, uses);
  return [...uses.values()].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}

async function readHours(
  provider: string,
  query: UseQuery,
  ledger: Pick<ChargeReader, 'charges'>,
  uses: Map<string, Use>,
): Promise<void> {
  const range = { since: new Date(query.since), until: new Date(query.until) };
  for await (const page of ledger.charges({ ...range, provider })) {
    for (const charge of page) {
      const facts = factsOfCharge(charge, query.timeZone);
      if (!isWanted(facts, charge.entry?.kind, query)) continue;
      const at = Date.parse(charge.started_at);
      const bound = query.bounds.findLast((one) => one <= at) ?? query.since;
      const start = Math.max(
        bound,
        Math.floor(at / HOUR) * HOUR,
        periodAt('day', at, query.timeZone).start,
        query.since,
      );
      add(uses, facts, start, { ...charge, cost: charge.effective_cost });
    }
  }
}

/** What agreements have booked in a range, by agreement. */
export interface BookedUse {
  agreement: string;
  group: string;
  facts: UseFacts;
  contracted: Decimal;
  effective: Decimal;
  charges: number;
}

const PREFIX = 'agreement:';
export const refOf = (agreement: string) => `${PREFIX}${agreement}`;

export async function readBooked(
  range: { since: Date; until: Date; timeZone: string },
  ledger: Pick<ChargeReader, 'chargeSums'>,
): Promise<BookedUse[]> {
  const sums = await ledger.chargeSums({
    ...range,
    by: [...GROUPS, 'price_ref'],
    filter: { entry: ['agreement'] },
  });
  return sums
    .filter(({ group }) => group.entry === 'agreement' && group.price_ref?.startsWith(PREFIX) === true)
    .map((sum) => {
      const facts = factsOf(sum);
      return {
        agreement: (sum.group.price_ref ?? '').slice(PREFIX.length),
        group: groupOf(facts),
        facts,
        contracted: Decimal.from(sum.contracted_cost),
        effective: Decimal.from(sum.cost),
        charges: sum.charges,
      };
    });
}

export function groupOf({ day, provider, model, unit, category, currency, tags }: UseFacts): string {
  return JSON.stringify([
    day,
    provider,
    model,
    unit,
    category,
    currency,
    ...TAGS.map((name) => tags[name] ?? ''),
  ]);
}

/** First instant of a day of a zone, `2026-11-22`. */
export function startOfNamedDay(day: string, timeZone: string): number {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const starts = [noon - DAY, noon, noon + DAY].map((at) => startOfDay(at, timeZone));
  return starts.find((at) => dayOf(at, timeZone) === day) ?? noon;
}

/** [since, until) cut at every bound within. */
function* stretches({ since, until, bounds }: UseQuery): Iterable<[number, number]> {
  let from = since;
  for (const bound of [...bounds].sort((a, b) => a - b)) {
    if (bound <= from || bound >= until) continue;
    yield [from, bound];
    from = bound;
  }
  if (from < until) yield [from, until];
}

function isWanted(facts: UseFacts, entry: string | undefined, { providers }: UseQuery): boolean {
  return entry !== 'agreement' && PRICED.has(facts.category) && providers.has(facts.provider);
}

function add(
  uses: Map<string, Use>,
  facts: UseFacts,
  at: number,
  figures: Pick<ChargeSum, 'quantity' | 'list_cost' | 'contracted_cost' | 'cost'>,
): void {
  const group = groupOf(facts);
  const key = `${new Date(at).toISOString()} ${group}`;
  const known = uses.get(key) ?? {
    key,
    group,
    at,
    facts,
    quantity: Decimal.ZERO,
    list: Decimal.ZERO,
    contracted: Decimal.ZERO,
  };
  uses.set(key, {
    ...known,
    quantity: known.quantity.add(Decimal.from(figures.quantity)),
    list: known.list.add(Decimal.from(figures.list_cost)),
    contracted: known.contracted.add(Decimal.from(figures.contracted_cost)),
  });
}

function factsOf({ group }: ChargeSum): UseFacts {
  const { day = '', provider = '', model = '', unit = '', currency = 'USD' } = group;
  const tags = Object.fromEntries(TAGS.map((name) => [name, group[name as ChargeGroup] ?? '']));
  return { day, provider, model, unit, currency, category: categoryOf(group.category), tags: told(tags) };
}

function factsOfCharge(charge: LedgerCharge, timeZone: string): UseFacts {
  const tags = Object.fromEntries(TAGS.map((name) => [name, charge.tags[name] ?? '']));
  return {
    day: dayOf(Date.parse(charge.started_at), timeZone),
    provider: charge.billed_provider,
    model: charge.billed_model,
    unit: charge.unit,
    category: charge.category,
    currency: charge.currency,
    tags: told(tags),
  };
}

function told(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
}

function categoryOf(text: string | undefined): ChargeCategory {
  return CHARGE_CATEGORIES.find((category) => category === text) ?? 'model_usage';
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-22` in a zone. */
export function dayOf(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    formats.set(timeZone, format);
  }
  return format.format(at);
}
