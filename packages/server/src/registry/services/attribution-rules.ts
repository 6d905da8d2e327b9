import type { AttributionRule, createAttributionRule, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { asc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { attributionRules, environments, workloads } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseDuplicate, requireReference } from './references.ts';
import { checkFilter, KEPT_BY_MOVES } from './tag-filters.ts';
import { checkTags } from './tags.ts';

type Row = typeof attributionRules.$inferSelect;

/** Whose calls of the past were. A rule is not changed: one that is wrong is removed, and another made. */
export interface AttributionRuleService {
  create(input: z.infer<typeof createAttributionRule>, by: ChangeBy): Promise<AttributionRule>;
  list(request: PageRequest): Promise<Page<AttributionRule>>;
  show(id: string): Promise<AttributionRule>;
  /** What it has booked stays booked. */
  remove(id: string, by: ChangeBy): Promise<void>;
  /** Oldest first: the order in which they hold. */
  all(): Promise<AttributionRule[]>;
}

export function attributionRuleService(store: Store): AttributionRuleService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, attributionRules, 'attribution rule', input.id);
        const row: Row = {
          id: input.id,
          name: input.name ?? input.id,
          when: input.when,
          set: input.set,
          since: new Date(input.since),
          until: input.until === undefined ? null : new Date(input.until),
          reason: input.reason,
          createdAt: change.now,
          updatedAt: change.now,
        };
        check(row);
        await requireReference(change.tx, workloads, 'workload', 'set.workload', row.set['workload']);
        await requireReference(
          change.tx,
          environments,
          'environment',
          'set.environment',
          row.set['environment'],
        );
        await change.tx.insert(attributionRules).values(row);
        change.audit('attribution_rule.create', subjectOf(row.id), undefined, present(row));
        return present(row);
      }),
    async list(request) {
      const page = keyset(request, attributionRules.createdAt, attributionRules.id);
      const rows = await store.db
        .select()
        .from(attributionRules)
        .where(page.after)
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await change.tx.delete(attributionRules).where(eq(attributionRules.id, id));
        change.audit('attribution_rule.remove', subjectOf(id), present(old), undefined);
      }),
    async all() {
      const rows = await store.db
        .select()
        .from(attributionRules)
        .orderBy(asc(attributionRules.createdAt), asc(attributionRules.id));
      return rows.map(present);
    },
  };
}

const subjectOf = (id: string) => `attribution_rule/${id}`;
const WORKLOADS_OWN = ['organization', 'application', 'environment'];

function check({ when, set, since, until }: Row): void {
  checkFilter(when, 'when', KEPT_BY_MOVES);
  if (Object.keys(set).length === 0) {
    throw invalid('set', 'The rule sets nothing', 'Name a workload, or the tags that what matches gets.');
  }
  const given = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== ''));
  const remedy = 'Set the workload instead: it brings them along.';
  checkTags(given, 'set', set['workload'] === undefined ? ['organization'] : WORKLOADS_OWN, remedy);
  if (set['workload'] === '')
    throw invalid('set.workload', 'No workload is none', 'Name one, or leave it out.');
  if (until !== null && until <= since) {
    throw invalid('until', 'The rule ends before it begins', 'Give an instant after since, or none.');
  }
}

function present(row: Row): AttributionRule {
  const { id, name, when, set, reason } = row;
  return {
    ...{ id, name, when, set },
    since: row.since.toISOString(),
    ...optional('until', row.until?.toISOString()),
    reason,
    ...stamps(row),
  };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(attributionRules).where(eq(attributionRules.id, id));
  if (row === undefined) {
    throw notFound('attribution rule', id, '`weir attribution rule list` shows which there are.');
  }
  return row;
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
