import type { changeOutcomeRule, createOutcomeRule, OutcomeRule, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { outcomeRules } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseDuplicate } from './references.ts';

type Row = typeof outcomeRules.$inferSelect;

const QUIET_MINUTES = 30;

export interface OutcomeRuleService {
  /** Of tasks that end from now on, unless `from` says otherwise. Throws `invalid_argument` for a workload that is not there. */
  create(input: z.input<typeof createOutcomeRule>, by: ChangeBy): Promise<OutcomeRule>;
  list(request: PageRequest & { workload?: string }): Promise<Page<OutcomeRule>>;
  show(id: string): Promise<OutcomeRule>;
  /** Holds for tasks that end from then on; what was made stays. */
  change(id: string, input: z.input<typeof changeOutcomeRule>, by: ChangeBy): Promise<OutcomeRule>;
  /** Outcomes it made stay. */
  remove(id: string, by: ChangeBy): Promise<void>;
  enabled(): Promise<{ rule: OutcomeRule; settledUntil: Date | undefined }[]>;
  /** Tasks that were over by then have been looked at. */
  settle(id: string, until: Date): Promise<void>;
}

export function outcomeRuleService(store: Store): OutcomeRuleService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, outcomeRules, 'outcome rule', input.id);
        if (!store.directory.rows.workload.has(input.workload)) {
          throw new WeirError('invalid_argument', `There is no workload "${input.workload}"`, {
            field: 'workload',
            remedy: '`weir workload list` shows which there are.',
          });
        }
        const row: Row = {
          id: input.id,
          name: input.name ?? input.id,
          workload: input.workload,
          quietMinutes: input.quiet_minutes ?? QUIET_MINUTES,
          when: input.when,
          outcome: input.outcome,
          success: input.success ?? true,
          otherwiseFailure: input.otherwise_failure ?? false,
          value: input.value ?? null,
          currency: input.currency ?? null,
          from: input.from === undefined ? change.now : new Date(input.from),
          enabled: input.enabled ?? true,
          settledUntil: null,
          createdAt: change.now,
          updatedAt: change.now,
        };
        check(row);
        await change.tx.insert(outcomeRules).values(row);
        change.audit('outcome_rule.create', subjectOf(row.id), undefined, present(row));
        return present(row);
      }),
    async list(request) {
      const page = keyset(request, outcomeRules.createdAt, outcomeRules.id);
      const of = request.workload === undefined ? undefined : eq(outcomeRules.workload, request.workload);
      const query = store.db.select().from(outcomeRules).where(and(page.after, of));
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          quietMinutes: input.quiet_minutes ?? old.quietMinutes,
          when: input.when ?? old.when,
          outcome: input.outcome ?? old.outcome,
          success: input.success ?? old.success,
          otherwiseFailure: input.otherwise_failure ?? old.otherwiseFailure,
          value: input.value ?? old.value,
          currency: input.currency ?? old.currency,
          from: input.from === undefined ? old.from : new Date(input.from),
          // asked to begin earlier, it looks at what it has passed once more
          settledUntil: input.from === undefined ? old.settledUntil : null,
          enabled: input.enabled ?? old.enabled,
          updatedAt: change.now,
        };
        check(row);
        await change.tx.update(outcomeRules).set(row).where(eq(outcomeRules.id, id));
        change.audit('outcome_rule.change', subjectOf(id), present(old), present(row));
        return present(row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await change.tx.delete(outcomeRules).where(eq(outcomeRules.id, id));
        change.audit('outcome_rule.remove', subjectOf(id), present(old), undefined);
      }),
    async enabled() {
      const rows = await store.db.select().from(outcomeRules).where(eq(outcomeRules.enabled, true));
      return rows.map((row) => ({ rule: present(row), settledUntil: row.settledUntil ?? undefined }));
    },
    settle: (id, until) =>
      store.note(async (tx) => {
        await tx.update(outcomeRules).set({ settledUntil: until }).where(eq(outcomeRules.id, id));
      }),
  };
}

const subjectOf = (id: string) => `outcome_rule/${id}`;

function check({ value, currency, when, success, otherwiseFailure }: Row): void {
  if ((value === null) !== (currency === null)) {
    throw new WeirError('invalid_argument', 'A value needs its currency, and a currency a value', {
      field: value === null ? 'value' : 'currency',
      remedy: 'Give both or none.',
    });
  }
  if (Object.values(when).every((one) => one === undefined)) {
    throw new WeirError('invalid_argument', 'The rule holds for every task that ends', {
      field: 'when',
      remedy: 'Say what they end with: last_tool, any_tool, max_steps or last_ok.',
    });
  }
  if (otherwiseFailure && !success) {
    throw new WeirError('invalid_argument', 'A rule that tells failures has no other failures', {
      field: 'otherwise_failure',
      remedy: 'Leave it out, or let the rule tell successes.',
    });
  }
}

function present(row: Row): OutcomeRule {
  return {
    id: row.id,
    name: row.name,
    workload: row.workload,
    quiet_minutes: row.quietMinutes,
    when: row.when,
    outcome: row.outcome,
    success: row.success,
    otherwise_failure: row.otherwiseFailure,
    ...(row.value === null ? {} : { value: Decimal.from(row.value).toString() }),
    ...optional('currency', row.currency),
    from: row.from.toISOString(),
    enabled: row.enabled,
    ...stamps(row),
  };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(outcomeRules).where(eq(outcomeRules.id, id));
  if (row === undefined) throw notFound('outcome rule', id);
  return row;
}
