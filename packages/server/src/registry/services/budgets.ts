import type { Budget, ChangeBudget, CreateBudget, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { budgets } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { expirePending, reassignPending } from './approval-rows.ts';
import { checkBudget } from './budget-checks.ts';
import { removeBudget } from './budget-removal.ts';
import {
  BUDGET_DEFAULTS,
  type BudgetRow,
  budgetRecords,
  presentBudget,
  refuseSameBudget,
} from './budget-rows.ts';
import { freeId, nameOfScope } from './generated-ids.ts';
import type { PageRequest } from './page.ts';
import { refuseDuplicate } from './references.ts';
import { checkScope } from './scopes.ts';

export interface BudgetService {
  /** Without an id it gets one made of scope and period: `workload-support-bot-month`. */
  create(input: CreateBudget, by: ChangeBy): Promise<Budget>;
  /** As it would be made; nothing is written. Refuses what `create` refuses, but for an id or scope that is taken. */
  draft(input: CreateBudget): Promise<Budget>;
  /** The ones workloads bring along included. */
  list(request: PageRequest): Promise<Page<Budget>>;
  show(id: string): Promise<Budget>;
  /** Not for the budget of a workload, which is changed there. */
  change(id: string, input: ChangeBudget, by: ChangeBy): Promise<Budget>;
  /** Its lifts end with it; what was spent stays in the ledger. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

export interface BudgetFacts {
  /** Of the organization. */
  currency(): string;
  /** Ids of the configured ones. */
  providers(): readonly string[];
}

export function budgetService(store: Store, facts: BudgetFacts): BudgetService {
  async function check(tx: Queries, row: BudgetRow): Promise<void> {
    checkBudget(row, facts.currency());
    await checkScope(tx, row.scope, facts.providers());
  }

  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        if (input.id !== undefined) await refuseDuplicate(change.tx, budgets, 'budget', input.id);
        const wanted = nameOfScope(input.scope ?? {}, input.period);
        const id = input.id ?? (await freeId(change.tx, budgets, wanted));
        const row = newRow(input, id, facts.currency(), change.now);
        await check(change.tx, row);
        await refuseSameBudget(change.tx, row, 'scope');
        return budgetRecords.insert(change, row);
      }),
    async draft(input) {
      const row = newRow(input, input.id ?? 'draft', facts.currency(), new Date(store.clock.now()));
      await check(store.db, row);
      return presentBudget(row);
    },
    list: (request) => budgetRecords.list(store, request),
    show: async (id) => presentBudget(await budgetRecords.find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await budgetRecords.find(change.tx, id);
        refuseOfWorkload(old, 'changed');
        const row = changedRow(old, input, change.now);
        checkBudget(row, facts.currency());
        await refuseSameBudget(change.tx, row, input.period === undefined ? 'mode' : 'period');
        await keepQuestions(change, old, row);
        return budgetRecords.update(change, old, row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await budgetRecords.find(change.tx, id);
        refuseOfWorkload(old, 'removed');
        await removeBudget(change, old);
      }),
  };
}

/** What is asked about it goes to those who may answer now, or nowhere when nobody needs to be asked any more. */
async function keepQuestions(change: Change, old: BudgetRow, row: BudgetRow): Promise<void> {
  if (row.mode !== 'approval') await expirePending(change, { kind: 'budget', subject: row.id });
  else if (row.approvers.join('\n') !== old.approvers.join('\n')) {
    await reassignPending(change, row.id, row.approvers);
  }
}

function newRow(input: CreateBudget, id: string, currency: string, now: Date): BudgetRow {
  return {
    ...BUDGET_DEFAULTS,
    id,
    name: input.name ?? id,
    scope: input.scope ?? {},
    amount: input.amount,
    currency: input.currency ?? currency,
    exchangeRate: input.exchange_rate ?? null,
    period: input.period,
    startsAt: dateOf(input.starts_at),
    endsAt: dateOf(input.ends_at),
    mode: input.mode ?? 'hard',
    yellowPercent: input.yellow_percent ?? BUDGET_DEFAULTS.yellowPercent,
    redPercent: input.red_percent ?? BUDGET_DEFAULTS.redPercent,
    degradeTo: input.degrade_to ?? null,
    approvers: unique(input.approvers ?? []),
    rollOver: input.roll_over ?? BUDGET_DEFAULTS.rollOver,
    rollOverMax: input.roll_over_max ?? null,
    onAuthorityLoss: input.on_authority_loss ?? BUDGET_DEFAULTS.onAuthorityLoss,
    owner: input.owner ?? null,
    createdAt: now,
    updatedAt: now,
  };
}

function changedRow(old: BudgetRow, input: ChangeBudget, now: Date): BudgetRow {
  const keep = <T>(next: T | undefined, current: T) => (next === undefined ? current : next);
  return {
    ...old,
    name: input.name ?? old.name,
    amount: input.amount ?? old.amount,
    currency: input.currency ?? old.currency,
    exchangeRate: keep(input.exchange_rate, old.exchangeRate),
    period: input.period ?? old.period,
    startsAt: input.starts_at === undefined ? old.startsAt : dateOf(input.starts_at),
    endsAt: input.ends_at === undefined ? old.endsAt : dateOf(input.ends_at),
    mode: input.mode ?? old.mode,
    yellowPercent: input.yellow_percent ?? old.yellowPercent,
    redPercent: input.red_percent ?? old.redPercent,
    degradeTo: keep(input.degrade_to, old.degradeTo),
    approvers: input.approvers === undefined ? old.approvers : unique(input.approvers),
    rollOver: input.roll_over ?? old.rollOver,
    rollOverMax: keep(input.roll_over_max, old.rollOverMax),
    onAuthorityLoss: input.on_authority_loss ?? old.onAuthorityLoss,
    owner: keep(input.owner, old.owner),
    updatedAt: now,
  };
}

const dateOf = (instant: string | null | undefined) => (instant == null ? null : new Date(instant));
const unique = (values: readonly string[]) => [...new Set(values)];

function refuseOfWorkload({ id, ofWorkload }: BudgetRow, done: string): void {
  if (ofWorkload === null) return;
  throw new WeirError(
    'conflict',
    `The budget "${id}" is part of the workload "${ofWorkload}" and is ${done} there`,
    {
      remedy: `Change the field budget of the workload (weir workload change ${ofWorkload} --budget ...).`,
    },
  );
}
