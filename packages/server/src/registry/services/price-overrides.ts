import type { createPriceOverride, Page, PriceOverride } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and } from 'drizzle-orm';
import type { z } from 'zod';
import { priceOverrides } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';

type Row = Tables['priceOverride'];

export interface PriceOverrideService {
  create(input: z.infer<typeof createPriceOverride>, by: ChangeBy): Promise<PriceOverride>;
  list(request: PageRequest): Promise<Page<PriceOverride>>;
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
    async list(request) {
      const page = keyset(request, priceOverrides.createdAt, priceOverrides.id);
      const query = store.db.select().from(priceOverrides).where(and(page.after));
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
