import { Decimal } from '../money/index.ts';
import { cheaper } from './cost-trend.ts';
import type { VerdictFacts } from './verdict-facts.ts';
import {
  controlsInPlace,
  costStable,
  type JudgedRule,
  qualityAcceptable,
  shortMoney,
  valueMeasurable,
  viableAtScale,
} from './verdict-rules.ts';

/** Fewer successes than this are no evidence. */
export const MIN_SUCCESSES = 30;
/** A loss of more than this percent of the cost of an outcome that does not shrink ends it. */
export const STOP_LOSS_PERCENT = 5;

export const VERDICT_FORMULA = 'verdict';

export interface JudgedVerdict {
  verdict: 'scale' | 'improve' | 'stop' | 'not_enough_evidence';
  because: string;
  rules: JudgedRule[];
}

/**
 * Scale, improve, stop, or not enough evidence (formula `verdict`, docs/formulas.md): five rules, each with what it rests on. No verdict without
 * value, or below 30 successes. Stop: an outcome costs more than it is worth by over 5 % and its cost is known not to fall. Scale: all rules pass.
 * Source: product.md C7, C22. Pure; never throws.
 */
export function judge(facts: VerdictFacts): JudgedVerdict {
  const rules = [
    costStable(facts),
    valueMeasurable(facts),
    qualityAcceptable(facts),
    controlsInPlace(facts),
    viableAtScale(facts),
  ];
  const lacking = missingEvidence(facts);
  if (lacking !== undefined) return { verdict: 'not_enough_evidence', because: lacking, rules };
  const { cost, value } = facts;
  if (cost === undefined || value === undefined) {
    return { verdict: 'not_enough_evidence', because: 'Cost or value of an outcome is unknown.', rules };
  }
  const told = `A successful ${facts.outcome ?? 'outcome'} costs ${shortMoney(cost, facts.currency)} and is worth ${shortMoney(value, facts.currency)}`;
  if (losesTooMuch(cost, value) && cheaper(facts.periods) === false) {
    return { verdict: 'stop', because: `${told}, and its cost is not falling.`, rules };
  }
  const weak =
    rules.find(({ result }) => result === 'fail') ?? rules.find(({ result }) => result === 'unknown');
  if (weak === undefined) return { verdict: 'scale', because: `${told}; every rule passes.`, rules };
  return { verdict: 'improve', because: `${told}. First to see to: ${weak.evidence}`, rules };
}

function missingEvidence({ successes, value, cost, outcome }: VerdictFacts): string | undefined {
  const name = outcome ?? 'outcome';
  if (successes < MIN_SUCCESSES) {
    return `${successes} successful ${name} in the range; a verdict needs ${MIN_SUCCESSES}.`;
  }
  if (value === undefined) return `Nobody has said what a successful ${name} is worth.`;
  return cost === undefined ? `What a successful ${name} costs is unknown.` : undefined;
}

function losesTooMuch(cost: Decimal, value: Decimal): boolean {
  const bearable = cost.multiply(Decimal.from(100 - STOP_LOSS_PERCENT));
  return value.multiply(Decimal.from(100)).compare(bearable) < 0;
}
