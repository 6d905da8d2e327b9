import type { BudgetStatus } from '@weir/core/contract';
import { BUDGET_FORMULAS, exhaustsAt, projectedSpend, recentWindow, usedPercent } from '@weir/core/economics';
import type { LedgerStore, SpendScope } from '../../ledger/port.ts';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AdmissionState } from '../../registry/admission-state.ts';
import type { StatusFacts } from './facts.ts';
import { levelOf, reasonsOf } from './reasons.ts';
import { bigConsumers } from './shares.ts';
import { costScope, instantText, type ModelsOfTier, money } from './terms.ts';

const FIVE_MINUTES = 300_000;

export const STATUS_FORMULAS = {
  level: BUDGET_FORMULAS.level,
  used_percent: BUDGET_FORMULAS.usedPercent,
  rolled_over: BUDGET_FORMULAS.rolledOver,
  projected: BUDGET_FORMULAS.projected,
  exhausts_at: BUDGET_FORMULAS.exhaustsAt,
  spike: BUDGET_FORMULAS.spike,
  workload_share: BUDGET_FORMULAS.workloadShare,
} as const;

export interface BudgetStatusSources {
  /** `AuthorityKeeper.status`. */
  accounts(): readonly AccountStatus[] | Promise<readonly AccountStatus[]>;
  /** Gateways that could not reach the authority for the budget when they were last heard of. */
  cutOff?(budget: string): readonly string[];
  /** Rules in force: `registry.compile`. */
  rules(): Pick<AdmissionState, 'budgets' | 'organization'>;
  ledger: Pick<LedgerStore, 'spend' | 'consumers'>;
  modelsOfTier?: ModelsOfTier;
  clock: Pick<Clock, 'now'>;
}

/**
 * Answers what is left of budgets now: figures of the authority, and from the ledger how fast they are spent. Budgets that
 * the authority does not know yet are left out.
 */
export function createBudgetStatus(
  sources: BudgetStatusSources,
): (ids: readonly string[]) => Promise<Map<string, BudgetStatus>> {
  const { ledger, clock, modelsOfTier } = sources;

  return async (ids) => {
    const accounts = await sources.accounts();
    const { budgets, organization } = sources.rules();
    const now = clock.now();
    const byId = new Map(accounts.map((account) => [account.budget, account]));
    const known = budgets.flatMap((budget) => {
      const account = byId.get(budget.id);
      return account !== undefined && ids.includes(budget.id) ? [{ budget, account }] : [];
    });
    if (known.length === 0) return new Map();
    const shares = await bigConsumers(ledger, budgets, accounts, now, organization.timeZone);
    const scopes = known.flatMap(({ budget, account }): SpendScope[] => {
      const scope = { ...costScope(budget.scope, modelsOfTier), after: {} };
      const since = (ms: number) => ({ ...scope, since: new Date(now - ms) });
      return [since(recentWindow(account.period)), since(FIVE_MINUTES)];
    });
    const spent = await ledger.spend(scopes);
    return new Map(
      known.map(({ budget, account }, i) => {
        const recent = { amount: spent[2 * i] ?? 0n, windowMs: recentWindow(account.period) };
        const facts = { budget, account, now, recent, last5min: spent[2 * i + 1] ?? 0n, shares };
        return [budget.id, present(facts, sources.cutOff?.(budget.id) ?? [])];
      }),
    );
  };
}

function present(facts: StatusFacts, cutOff: readonly string[]): BudgetStatus {
  const { budget, account, now, recent } = facts;
  const { limit, settled, reserved, leased, period } = account;
  const lifted = budget.lifts
    .filter(({ from, until }) => from <= now && now < until)
    .reduce((sum, { amountPico }) => sum + BigInt(amountPico), 0n);
  const rolledOver = limit - BigInt(budget.amountPico) - lifted;
  const projected = projectedSpend(settled, recent, now, period.end);
  const exhausted = exhaustsAt(settled, limit, recent, now, period.end);
  const reasons = reasonsOf(facts);
  return {
    starts_at: instantText(period.start),
    ...(Number.isFinite(period.end) ? { ends_at: instantText(period.end) } : {}),
    limit: money(limit),
    rolled_over: money(rolledOver > 0n ? rolledOver : 0n),
    lifted: money(lifted),
    settled: money(settled),
    reserved: money(reserved),
    leased: money(leased),
    remaining: money(limit - settled - reserved - leased),
    used_percent: usedPercent(settled, reserved, limit),
    level: levelOf(account.level, reasons),
    reasons,
    certain: account.certain,
    cut_off_gateways: [...cutOff],
    overshoot: money(account.overshoot),
    ...(exhausted === undefined ? {} : { exhausts_at: instantText(exhausted) }),
    ...(projected === undefined ? {} : { projected: money(projected) }),
    formulas: STATUS_FORMULAS,
  };
}
