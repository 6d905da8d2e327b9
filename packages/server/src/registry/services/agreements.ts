import type { AgreementView, CreateAgreement, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { asc, eq } from 'drizzle-orm';
import { agreements } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseDuplicate } from './references.ts';

/** Throws WeirError `invalid_argument` for units or models that nobody knows. */
export type CheckAgreement = (agreement: CreateAgreement) => void;

/** Agreements with providers: never changed, only ended, so that past months stay true, or taken back whole. */
export interface AgreementService {
  create(input: CreateAgreement, by: ChangeBy): Promise<AgreementView>;
  /** From an instant that is not past. Ending one that is over changes nothing. */
  end(id: string, input: { at?: string }, by: ChangeBy): Promise<AgreementView>;
  /** For one that was typed wrong: as if it had ended where it began. */
  void(id: string, input: { reason: string }, by: ChangeBy): Promise<AgreementView>;
  list(request: PageRequest): Promise<Page<AgreementView>>;
  show(id: string): Promise<AgreementView>;
  /** All that hold at some instant of the range, by id. */
  within(since: Date, until: Date): Promise<AgreementView[]>;
}

type Row = typeof agreements.$inferSelect;
/** What has no column of its own. */
interface KeptTerms {
  terms: Record<string, unknown>;
  currency: string;
  models?: string[];
  units?: string[];
}

function present(row: Row): AgreementView {
  const { terms, currency, models, units } = row.terms as unknown as KeptTerms;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as AgreementView['kind'],
    provider: row.provider,
    ...optional('models', models),
    ...optional('units', units),
    currency,
    from: row.from.toISOString(),
    ...optional('until', row.until?.toISOString()),
    terms,
    source: row.source,
    ...optional('ended_at', row.endedAt?.toISOString()),
    ...stamps(row),
  };
}

export function agreementService(store: Store, check: CheckAgreement): AgreementService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        check(input);
        await refuseDuplicate(change.tx, agreements, 'agreement', input.id);
        const { terms, currency, models, units } = input;
        const kept: KeptTerms = {
          terms,
          currency,
          ...optional('models', models),
          ...optional('units', units),
        };
        const row: Row = {
          id: input.id,
          name: input.name,
          kind: input.kind,
          provider: input.provider,
          from: new Date(input.from),
          until: input.until === undefined ? null : new Date(input.until),
          terms: kept as unknown as Record<string, unknown>,
          source: input.source,
          endedAt: null,
          createdAt: change.now,
          updatedAt: change.now,
        };
        await change.tx.insert(agreements).values(row);
        change.audit('agreement.create', `agreement/${row.id}`, undefined, present(row));
        return present(row);
      }),

    end: (id, { at }, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const end = at === undefined ? change.now : new Date(at);
        const over = old.endedAt ?? old.until;
        if (over !== null && over <= change.now) return present(old);
        if (end < change.now) throw inThePast();
        const row: Row = { ...old, endedAt: end, updatedAt: change.now };
        await change.tx
          .update(agreements)
          .set({ endedAt: end, updatedAt: change.now })
          .where(eq(agreements.id, id));
        change.audit('agreement.end', `agreement/${id}`, present(old), present(row));
        return present(row);
      }),

    void: (id, { reason }, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const row: Row = { ...old, endedAt: old.from, updatedAt: change.now };
        await change.tx
          .update(agreements)
          .set({ endedAt: row.endedAt, updatedAt: row.updatedAt })
          .where(eq(agreements.id, id));
        change.audit('agreement.void', `agreement/${id}`, present(old), { ...present(row), reason });
        return present(row);
      }),

    async list(request) {
      const page = keyset(request, agreements.createdAt, agreements.id);
      const rows = await store.db
        .select()
        .from(agreements)
        .where(page.after)
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },

    show: async (id) => present(await find(store.db, id)),

    async within(since, until) {
      const rows = await store.db.select().from(agreements).orderBy(asc(agreements.id));
      const holds = ({ from, until: end, endedAt }: Row) =>
        from < until &&
        (end === null || end > since) &&
        (endedAt === null || (endedAt > since && endedAt > from));
      return rows.filter(holds).map(present);
    },
  };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(agreements).where(eq(agreements.id, id));
  if (row === undefined) throw notFound('agreement', id);
  return row;
}

function inThePast(): WeirError {
  return new WeirError('invalid_argument', 'An agreement cannot end in the past', {
    field: 'at',
    remedy: 'Give an instant from now on; what happened until now stays as it was agreed.',
  });
}
