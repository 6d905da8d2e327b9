import type { AlertKind, Severity } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';

/** What a rule of a kind must or may have beside what all have. */
interface KindTerms {
  readonly name: string;
  readonly severity: Severity;
  readonly threshold?: { readonly required: boolean; readonly percent: boolean; readonly example: number };
}

const TERMS: Readonly<Record<AlertKind, KindTerms>> = {
  budget: { name: 'Budget', severity: 'warning' },
  spend_spike: {
    name: 'Spend spike',
    severity: 'warning',
    threshold: { required: false, percent: false, example: 3 },
  },
  workload_share: {
    name: 'One workload takes much of the month',
    severity: 'warning',
    threshold: { required: false, percent: true, example: 20 },
  },
  rate_limited: {
    name: 'Calls are refused by rate limits',
    severity: 'warning',
    threshold: { required: true, percent: true, example: 5 },
  },
  price_unknown: { name: 'A price is unknown', severity: 'warning' },
  coverage: {
    name: 'Spend is not attributed',
    severity: 'info',
    threshold: { required: true, percent: true, example: 95 },
  },
  errors: {
    name: 'Calls fail',
    severity: 'warning',
    threshold: { required: true, percent: true, example: 10 },
  },
  task_limit: { name: 'A task was stopped or waits', severity: 'warning' },
  limits_degraded: { name: 'Limits cannot be kept up as they should', severity: 'critical' },
};

export interface KindFields {
  level?: string | null | undefined;
  threshold?: number | null | undefined;
}

export function severityOf(kind: AlertKind, level: string | null | undefined): Severity {
  return level === 'exhausted' ? 'critical' : TERMS[kind].severity;
}

export function ruleName(kind: AlertKind, level: string | null | undefined): string {
  return kind === 'budget' ? `Budget ${level}` : TERMS[kind].name;
}

/** Throws `invalid_argument` naming the field a kind lacks, or has no use for. */
export function checkKindFields(kind: AlertKind, { level, threshold }: KindFields): void {
  const has = <T>(value: T | null | undefined): value is T => value !== undefined && value !== null;
  if (kind === 'budget' && !has(level)) {
    throw invalid(
      'level',
      'A budget rule needs the level from which on it alerts',
      'Set level to yellow, red or exhausted.',
    );
  }
  if (kind !== 'budget' && has(level)) {
    throw invalid(
      'level',
      `A ${kind} rule has no level`,
      'Leave level out; only rules of kind budget have one.',
    );
  }
  const terms = TERMS[kind].threshold;
  if (terms === undefined) {
    if (!has(threshold)) return;
    throw invalid('threshold', `A ${kind} rule has no threshold`, 'Leave threshold out.');
  }
  if (!has(threshold)) {
    if (!terms.required) return;
    throw invalid(
      'threshold',
      `A ${kind} rule needs a threshold`,
      `Set threshold in percent, for example ${terms.example}.`,
    );
  }
  if (terms.percent && threshold > 100) {
    throw invalid('threshold', `${threshold} percent is more than all`, 'Set threshold to at most 100.');
  }
  if (kind === 'spend_spike' && threshold <= 1) {
    throw invalid(
      'threshold',
      'Spend at its usual rate is no spike',
      'Set threshold above 1, for example 3 for three times the usual rate.',
    );
  }
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
