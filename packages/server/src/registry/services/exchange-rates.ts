import type { CreateExchangeRate, ExchangeRateView, ImportedExchangeRates, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { and, asc, eq, inArray, or, type SQL } from 'drizzle-orm';
import { exchangeRates } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';

export interface ExchangeRateFilter extends PageRequest {
  base?: string;
  quote?: string;
}

/** Dated exchange rates: written once, never changed; a later row supersedes one of the same instant. */
export interface ExchangeRateService {
  create(input: CreateExchangeRate, by: ChangeBy): Promise<ExchangeRateView>;
  /** All or none. Rates that are known with the same figure are left out. */
  import(rates: readonly CreateExchangeRate[], by: ChangeBy): Promise<ImportedExchangeRates>;
  /** By instant, latest first. */
  list(filter: ExchangeRateFilter): Promise<Page<ExchangeRateView>>;
  /** Every rate between two of these currencies, in the order they count: by instant, then by when they were told. */
  among(currencies: readonly string[]): Promise<ExchangeRateView[]>;
}

type Row = typeof exchangeRates.$inferSelect;

const present = (row: Row): ExchangeRateView => ({
  id: row.id,
  base: row.base,
  quote: row.quote,
  rate: Decimal.from(row.rate).toString(),
  from: row.from.toISOString(),
  source: row.source,
  created_at: row.createdAt.toISOString(),
});

export function exchangeRateService(store: Store): ExchangeRateService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        const row = rowOf(input, change);
        await change.tx.insert(exchangeRates).values(row);
        change.audit('exchange_rate.create', `exchange_rate/${row.id}`, undefined, present(row));
        return present(row);
      }),

    import: (rates, by) =>
      store.change(by, async (change) => {
        const bases = [...new Set(rates.map(({ base }) => base))];
        const known = await change.tx
          .select()
          .from(exchangeRates)
          .where(inArray(exchangeRates.base, bases))
          .orderBy(asc(exchangeRates.createdAt), asc(exchangeRates.id));
        const figures = new Map(known.map((row) => [nameOf(row), Decimal.from(row.rate)]));
        const rows: Row[] = [];
        for (const input of rates) {
          const row = rowOf(input, change);
          const before = figures.get(nameOf(row));
          if (before !== undefined && before.compare(Decimal.from(row.rate)) === 0) continue;
          figures.set(nameOf(row), Decimal.from(row.rate));
          rows.push(row);
        }
        for (let at = 0; at < rows.length; at += 500) {
          await change.tx.insert(exchangeRates).values(rows.slice(at, at + 500));
        }
        const counts = { added: rows.length, unchanged: rates.length - rows.length };
        const source = rates[0]?.source ?? '';
        if (rows.length > 0)
          change.audit('exchange_rate.import', 'exchange_rate/import', undefined, { ...counts, source });
        return counts;
      }),

    async list(filter) {
      const page = keyset(filter, exchangeRates.from, exchangeRates.id);
      const rows = await store.db
        .select()
        .from(exchangeRates)
        .where(and(page.after, ...conditions(filter)))
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.from, id: row.id }));
    },

    async among(currencies) {
      if (currencies.length === 0) return [];
      const names = [...currencies];
      const rows = await store.db
        .select()
        .from(exchangeRates)
        .where(or(inArray(exchangeRates.base, names), inArray(exchangeRates.quote, names)))
        .orderBy(asc(exchangeRates.from), asc(exchangeRates.createdAt), asc(exchangeRates.id));
      return rows.map(present);
    },
  };
}

function rowOf({ base, quote, rate, from, source }: CreateExchangeRate, change: Change): Row {
  const { id, createdAt } = { id: `rate_${change.newId()}`, createdAt: change.now };
  const exact = Decimal.from(rate);
  if (exact.roundHalfEven(12).compare(exact) !== 0 || exact.coefficient.toString().length > 30) {
    throw new WeirError('invalid_argument', `The rate ${rate} has more digits than can be kept`, {
      field: 'rate',
      remedy: 'Give at most 12 decimals.',
    });
  }
  const at = from === undefined ? change.now : new Date(from);
  return { id, base, quote, rate: exact.toString(), from: at, source, createdAt };
}

const nameOf = ({ base, quote, from }: Pick<Row, 'base' | 'quote' | 'from'>) =>
  `${base} ${quote} ${from.getTime()}`;

function conditions({ base, quote }: ExchangeRateFilter): (SQL | undefined)[] {
  return [
    base === undefined ? undefined : eq(exchangeRates.base, base),
    quote === undefined ? undefined : eq(exchangeRates.quote, quote),
  ];
}
