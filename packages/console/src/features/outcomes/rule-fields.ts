import type { OutcomeRule } from '@weir/core/contract';
import type { NewOutcomeRule } from '../../api/outcome-mutations.ts';
import { formatMoney } from '../../format/money.ts';
import { ruleWords as words } from './text.ts';

export const OUTCOME_NAME = /^[a-z0-9][a-z0-9_.-]{0,62}$/;

/** The form as it stands in its inputs. */
export interface RuleFields {
  id: string;
  name: string;
  workload: string;
  quiet: string;
  lastTool: string;
  anyTool: string;
  maxSteps: string;
  lastOk: boolean;
  outcome: string;
  result: 'success' | 'failure';
  otherwise: boolean;
  value: string;
  currency: string;
}

export const emptyRule = (currency: string): RuleFields => ({
  id: '',
  name: '',
  workload: '',
  quiet: '30',
  lastTool: '',
  anyTool: '',
  maxSteps: '',
  lastOk: false,
  outcome: '',
  result: 'success',
  otherwise: true,
  value: '',
  currency,
});

export const fieldsOfRule = (rule: OutcomeRule, currency: string): RuleFields => ({
  id: rule.id,
  name: rule.name === rule.id ? '' : rule.name,
  workload: rule.workload,
  quiet: String(rule.quiet_minutes),
  lastTool: rule.when.last_tool ?? '',
  anyTool: rule.when.any_tool ?? '',
  maxSteps: rule.when.max_steps === undefined ? '' : String(rule.when.max_steps),
  lastOk: rule.when.last_ok === true,
  outcome: rule.outcome,
  result: rule.success ? 'success' : 'failure',
  otherwise: rule.otherwise_failure,
  value: rule.value ?? '',
  currency: rule.currency ?? currency,
});

const WHOLE = /^[1-9]\d{0,8}$/;
export const isWhole = (value: string, most: number) => WHOLE.test(value.trim()) && Number(value) <= most;
export const MOST_MINUTES = 10_080;
export const MOST_STEPS = 1_000_000;

/** The body of a request; undefined while something that is needed is missing. */
export function toRule(fields: RuleFields): NewOutcomeRule | undefined {
  const [lastTool, anyTool, steps, value] = [
    fields.lastTool.trim(),
    fields.anyTool.trim(),
    fields.maxSteps.trim(),
    fields.value.trim(),
  ];
  const outcome = fields.outcome.trim();
  if (fields.workload === '' || !OUTCOME_NAME.test(outcome) || !isWhole(fields.quiet, MOST_MINUTES)) {
    return undefined;
  }
  if (steps !== '' && !isWhole(steps, MOST_STEPS)) return undefined;
  return {
    id: fields.id.trim(),
    ...(fields.name.trim() === '' ? {} : { name: fields.name.trim() }),
    workload: fields.workload,
    quiet_minutes: Number(fields.quiet),
    when: {
      ...(lastTool === '' ? {} : { last_tool: lastTool }),
      ...(anyTool === '' ? {} : { any_tool: anyTool }),
      ...(steps === '' ? {} : { max_steps: Number(steps) }),
      ...(fields.lastOk ? { last_ok: true } : {}),
    },
    outcome,
    success: fields.result === 'success',
    otherwise_failure: fields.otherwise,
    ...(value === '' ? {} : { value, currency: fields.currency.trim().toUpperCase() }),
  };
}

type Described = Pick<OutcomeRule, 'workload' | 'when' | 'outcome' | 'value' | 'currency'> &
  Partial<Pick<OutcomeRule, 'quiet_minutes' | 'success' | 'otherwise_failure'>>;

/** What a rule does, as sentences. */
export function ruleInWords(rule: Described): string[] {
  const { when, success = true, otherwise_failure: otherwise = false } = rule;
  const { conditions } = words;
  const asked = [
    ...(when.last_tool === undefined ? [] : [conditions.last_tool(when.last_tool)]),
    ...(when.any_tool === undefined ? [] : [conditions.any_tool(when.any_tool)]),
    ...(when.max_steps === undefined ? [] : [conditions.max_steps(when.max_steps)]),
    ...(when.last_ok === undefined ? [] : [conditions.last_ok(when.last_ok)]),
  ];
  const begin = words.begin(rule.workload, rule.quiet_minutes ?? 30);
  return [
    [begin, ...asked].join(words.and) + words.ends(rule.outcome, success),
    ...(otherwise ? [words.otherwise(rule.outcome)] : []),
    ...(rule.value === undefined ? [] : [words.worth(formatMoney(rule.value, rule.currency ?? 'USD').text)]),
  ];
}
