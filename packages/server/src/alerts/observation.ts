import type { AlertKind, AlertRule, BudgetLevel, Scope } from '@weir/core/contract';

/** Something that is so right now; whether it is worth an alert is for rules to say. */
export interface Observation {
  kind: AlertKind;
  /** What it is about: `budget/support`, `workload/support-bot`, `openai/gpt-9`. One alert per rule and subject. */
  subject: string;
  /** Its values by dimension, to find the rules whose scope holds. */
  dimensions: Readonly<Record<string, string>>;
  /** Only for rules with exactly this scope: a figure summed over the scope. */
  summedOver?: Scope;
  /** `budget`. */
  level?: BudgetLevel;
  /** Percent or times, to compare with the rule's threshold. Absent: it is so without a figure. */
  value?: number;
  title: string;
  /** Owner, workload, budget. */
  who: string;
  what: string;
  /** Path in the console, with query. */
  link: string;
  /** Whose spend of the last hour is what it costs if it goes on; absent where it costs nothing. */
  burns?: Scope;
}

const RANK: Readonly<Record<BudgetLevel, number>> = { green: 0, yellow: 1, red: 2, exhausted: 3 };
/** Percent of the month's budget that one workload may take unremarked. */
const USUAL_SHARE = 20;

/** How bad it is, to tell when it gets worse. */
export function rankOf({ level }: Observation): number {
  return level === undefined ? 1 : RANK[level];
}

/** Whether the rule speaks of this, and its condition holds. */
export function firesOn(rule: AlertRule, seen: Observation): boolean {
  return rule.kind === seen.kind && scopeHolds(rule.scope, seen) && conditionHolds(rule, seen);
}

/** Whether the rule begins at exactly this level: it then tells, so that milder ones need not. */
export function beginsAt(rule: AlertRule, seen: Observation): boolean {
  return firesOn(rule, seen) && rule.level === seen.level;
}

function scopeHolds(scope: Scope, { dimensions, summedOver }: Observation): boolean {
  if (summedOver !== undefined) return scopeText(scope) === scopeText(summedOver);
  return Object.entries(scope).every(([dimension, value]) => dimensions[dimension] === value);
}

function conditionHolds(rule: AlertRule, { level, value }: Observation): boolean {
  switch (rule.kind) {
    case 'budget':
      return level !== undefined && RANK[level] >= RANK[rule.level ?? 'red'];
    case 'spend_spike':
      // with a threshold against what is usual, without one against what is left of the budget
      return rule.threshold === undefined ? value === undefined : (value ?? 0) >= rule.threshold;
    case 'workload_share':
      return (value ?? 0) > (rule.threshold ?? USUAL_SHARE);
    case 'rate_limited':
    case 'errors':
      return (value ?? 0) >= (rule.threshold ?? 100);
    case 'coverage':
      return (value ?? 100) < (rule.threshold ?? 0);
    case 'price_unknown':
    case 'task_limit':
    case 'limits_degraded':
      return true;
  }
}

/** `team=growth, workload=support-bot`; `the organization` for none. */
export function scopeText(scope: Scope): string {
  const parts = Object.entries(scope).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? 'the organization' : parts.sort().join(', ');
}
