import type { AttributionRule, AttributionRun, CoverageReport } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { MONEY_SCALE } from '@weir/core/money';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import type { ChargeReader } from '../../ledger/statement-port.ts';
import type { Clock } from '../../platform/clock.ts';
import { type MonthSpan, monthOf, monthSpan } from '../months.ts';
import { type CoverageDeps, type CoverageQuery, coverageOf } from './coverage.ts';
import { type PlanDeps, planRule, type RulePlan } from './plan.ts';
import {
  isBooking,
  keyOf,
  openOf,
  type ProposalsOfRules,
  proposeMonth,
  withdrawStrangers,
} from './propose.ts';

export interface AttributionDeps extends Omit<PlanDeps, 'ledger'> {
  ledger: Pick<LedgerStore, 'costs'> &
    Pick<ChargeReader, 'detailSince'> & { attribution: PlanDeps['ledger'] & CoverageDeps['attribution'] };
  rules(): Promise<AttributionRule[]>;
  proposals: ProposalsOfRules;
  clock: Clock;
}

export interface ApplyOptions {
  dryRun: boolean;
  /** One rule alone. */
  rule?: string;
  actor: string;
}

/** Whose calls of the past were, and how much is known of that. */
export interface AttributionBooks {
  /**
   * Proposes what rules find to move, a proposal per rule, month and currency; nothing is booked before somebody approves it.
   * What was moved is not found again. Throws `not_found` for a rule there is none of.
   */
  apply(options: ApplyOptions): Promise<AttributionRun>;
  coverage(query: CoverageQuery): Promise<CoverageReport>;
}

export function createAttributionBooks(deps: AttributionDeps): AttributionBooks {
  // two runs side by side would each take the other's proposals for old ones
  const runs = createExclusive();

  async function planMonth(month: string, asked: Asked[], notes: Set<string>): Promise<RulePlan[]> {
    const plans: RulePlan[] = [];
    for (const { rule, earlier, span } of asked) {
      const within = overlap(span, monthSpan(month, deps.timeZone()));
      if (within === undefined) continue;
      const found = await planRule(rule, earlier, within, {
        ...deps,
        ledger: deps.ledger.attribution,
      });
      if (found === undefined) {
        notes.add(`The rule "${rule.id}" names the workload "${rule.set['workload']}", which is gone.`);
        continue;
      }
      plans.push(...found);
    }
    return plans;
  }

  async function run({ dryRun, rule: only, actor }: ApplyOptions): Promise<AttributionRun> {
    const rules = await deps.rules();
    if (only !== undefined && !rules.some(({ id }) => id === only)) throw unknown(only);
    const notes = new Set<string>();
    const kept = await deps.ledger.detailSince();
    const asked = rules.flatMap((rule, i): Asked[] => {
      if (only !== undefined && rule.id !== only) return [];
      const span = spanOf(rule, kept, deps.clock.now(), notes);
      return span === undefined ? [] : [{ rule, earlier: rules.slice(0, i), span }];
    });
    const planned = new Map(asked.map(({ rule }) => [rule.id, rule]));
    const data: AttributionRun['data'] = [];
    if (!dryRun) await withdrawStrangers(rules, deps.proposals);
    for (const month of monthsOf(asked, deps.timeZone())) {
      if (dryRun) {
        data.push(...(await planMonth(month, asked, notes)).map((plan) => shown(plan, month, undefined)));
        continue;
      }
      // before the ledger is asked: whoever approves one of these meanwhile moves what is found
      const before = await openOf(month, deps.proposals);
      const ready = !(await isBooking(month, deps.proposals));
      const plans = ready ? await planMonth(month, asked, notes) : [];
      const ids = ready
        ? await proposeMonth(month, plans, planned, before, deps.proposals, actor)
        : undefined;
      if (ids === undefined) {
        notes.add(`An attribution of ${month} is being booked: apply the rules again when it is.`);
        continue;
      }
      data.push(...plans.map((plan) => shown(plan, month, ids.get(keyOf(plan)))));
    }
    return { dry_run: dryRun, data, notes: [...notes] };
  }

  return {
    apply: (options) => runs(() => run(options)),
    coverage: (query) => coverageOf(query, { ledger: deps.ledger, attribution: deps.ledger.attribution }),
  };
}

interface Asked {
  rule: AttributionRule;
  earlier: AttributionRule[];
  span: MonthSpan;
}

/** Until now, and only as far back as calls are kept. */
function spanOf(rule: AttributionRule, kept: Date, now: number, notes: Set<string>): MonthSpan | undefined {
  const since = Math.max(Date.parse(rule.since), kept.getTime());
  if (since > Date.parse(rule.since)) {
    notes.add(
      `The rule "${rule.id}" begins ${rule.since}; calls before ${kept.toISOString()} were dropped and stay where they are.`,
    );
  }
  const until = Math.min(rule.until === undefined ? now : Date.parse(rule.until), now);
  return since < until ? { since: new Date(since), until: new Date(until) } : undefined;
}

function monthsOf(asked: readonly Asked[], zone: string): string[] {
  const months = new Set<string>();
  for (const { span } of asked) {
    for (let at = span.since; at < span.until; at = monthSpan(monthOf(at, zone), zone).until) {
      months.add(monthOf(at, zone));
    }
  }
  return [...months].sort();
}

function overlap(a: MonthSpan, b: MonthSpan): MonthSpan | undefined {
  const since = a.since > b.since ? a.since : b.since;
  const until = a.until < b.until ? a.until : b.until;
  return since < until ? { since, until } : undefined;
}

function shown(plan: RulePlan, month: string, proposal: string | undefined): AttributionRun['data'][number] {
  const { rule, currency, calls, cost, entries } = plan;
  return {
    ...{ rule, month, calls, currency },
    cost: cost.toFixed(MONEY_SCALE),
    entries: entries.length,
    ...(proposal === undefined ? {} : { proposal }),
  };
}

function unknown(id: string): WeirError {
  return new WeirError('not_found', `There is no attribution rule "${id}"`, {
    field: 'rule',
    remedy: '`weir attribution rule list` shows which there are.',
  });
}
