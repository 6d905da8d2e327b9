import type { createPriceOverride, Page, PriceOverride } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, or, type SQL, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { priceOverrides } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { notFound } from './references.ts';

type Row = Tables['priceOverride'];

export interface PriceOverrideFilter extends PageRequest {
  provider?: string;
  /** Those that concern this model: by its name, by `prefix*` or `*`. */
  model?: string;
}

export interface PriceOverrideService {
  create(input: z.infer<typeof createPriceOverride>, by: ChangeBy): Promise<PriceOverride>;
  /** From an instant that is not past; what was charged until then keeps its price. Ending what is over changes nothing. */
  end(id: string, input: { at?: string }, by: ChangeBy): Promise<PriceOverride>;
  list(filter: PriceOverrideFilter): Promise<Page<PriceOverride>>;
}

/** Throws `invalid_argument` when core/pricing cannot use the override: an unknown unit, no or two kinds of terms. */
export type CheckOverride = (override: object) => void;

/** As core/pricing reads it: without the stamp. */
export function overrideTerms(row: Row): Omit<PriceOverride, 'created_at'> {
  return { id: row.id, provider: row.provider, model: row.model, ...row.terms } as Omit<
    PriceOverride,
    'created_at'
  >;
}

const present = (row: Row): PriceOverride => ({
  ...overrideTerms(row),
  created_at: row.createdAt.toISOString(),
});

export function priceOverrideService(store: Store, check: CheckOverride): PriceOverrideService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        const { provider, model = '*', from = change.now.toISOString(), ...rest } = input;
        requireOneKind(input);
        const terms = { from, ...rest };
        const row: Row = { id: `price_${change.newId()}`, provider, model, terms, createdAt: change.now };
        check(overrideTerms(row));
        await change.tx.insert(priceOverrides).values(row);
        change.put('priceOverride', row.id, row);
        change.audit('price_override.create', `price_override/${row.id}`, undefined, present(row));
        return present(row);
      }),
    end: (id, { at }, by) =>
      store.change(by, async (change) => {
        const [old] = await change.tx.select().from(priceOverrides).where(eq(priceOverrides.id, id));
        if (old === undefined) throw notFound('price override', id);
        const before = present(old);
        const end = at === undefined ? change.now : new Date(at);
        if (before.until !== undefined && new Date(before.until) <= change.now) return before;
        requireEnd(before, end, change.now);
        const row: Row = { ...old, terms: { ...old.terms, until: end.toISOString() } };
        await change.tx.update(priceOverrides).set({ terms: row.terms }).where(eq(priceOverrides.id, id));
        change.put('priceOverride', id, row);
        change.audit('price_override.end', `price_override/${id}`, before, present(row));
        return present(row);
      }),
    async list(filter) {
      const page = keyset(filter, priceOverrides.createdAt, priceOverrides.id);
      const query = store.db
        .select()
        .from(priceOverrides)
        .where(and(page.after, ...conditions(filter)));
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
  };
}

function requireOneKind(input: z.infer<typeof createPriceOverride>): void {
  const kinds = [input.rates, input.multiplier, input.discount_percent].filter((kind) => kind !== undefined);
  if (kinds.length === 1) return;
  throw new WeirError('invalid_argument', 'A price override has exactly one kind of terms', {
    field: 'rates',
    remedy: 'Give one of rates, multiplier and discount_percent.',
  });
}

function requireEnd({ from }: PriceOverride, end: Date, now: Date): void {
  if (end >= now && end > new Date(from)) return;
  const field = 'at';
  if (end < now) {
    throw new WeirError('invalid_argument', 'A price override cannot end in the past', {
      field,
      remedy: 'Give an instant from now on; what was charged until now keeps its price.',
    });
  }
  throw new WeirError('invalid_argument', `It begins only at ${from}`, {
    field,
    remedy: 'Give a later instant, or let a later override supersede it.',
  });
}

/** Names are compared as the price book does: in small letters. */
function conditions({ provider, model }: PriceOverrideFilter): (SQL | undefined)[] {
  const pattern = sql`lower(${priceOverrides.model})`;
  const wanted = model?.toLowerCase();
  return [
    provider === undefined ? undefined : sql`lower(${priceOverrides.provider}) = ${provider.toLowerCase()}`,
    wanted === undefined
      ? undefined
      : or(
          sql`${pattern} = ${wanted}`,
          sql`(right(${pattern}, 1) = '*' and starts_with(${wanted}, left(${pattern}, -1)))`,
        ),
  ];
}
