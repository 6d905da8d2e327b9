import type { Workload } from '@weir/core/contract';
import type { ProfileChange } from '../../api/workload-queries.ts';
import { classLabels, confidenceLabels } from './page-text.ts';
import type { ProfilePart } from './profile-parts.ts';
import { latencyLabels, levelLabels, sensitivityLabels } from './profile-text.ts';

export { PROFILE_PARTS, type ProfilePart } from './profile-parts.ts';

export interface ProfileField {
  /** In the API, and where it says what was wrong: `value_metric.baseline.cost`. */
  path: string;
  kind: 'text' | 'area' | 'date' | 'decimal' | 'number' | 'choice';
  isNeeded?: boolean;
  choices?: Readonly<Record<string, string>>;
  /** Completed from the people there are. */
  isPerson?: boolean;
  /** Of the default, where the API has one. */
  initial?: string;
}

const level = (name: string): ProfileField => ({
  path: `classification.${name}`,
  kind: 'choice',
  isNeeded: true,
  choices: levelLabels,
});

export const PROFILE_FIELDS: Readonly<Record<ProfilePart, readonly ProfileField[]>> = {
  about: [
    { path: 'name', kind: 'text' },
    { path: 'description', kind: 'area' },
    { path: 'technical_owner', kind: 'text', isPerson: true },
    { path: 'review_date', kind: 'date' },
  ],
  classification: [
    level('complexity'),
    level('risk'),
    level('quality'),
    { path: 'classification.latency', kind: 'choice', isNeeded: true, choices: latencyLabels },
    { path: 'classification.data_sensitivity', kind: 'choice', isNeeded: true, choices: sensitivityLabels },
    level('cost_sensitivity'),
    level('criticality'),
  ],
  usage_profile: [
    { path: 'usage_profile.calls_per_day', kind: 'number', isNeeded: true },
    { path: 'usage_profile.active_users', kind: 'number' },
    { path: 'usage_profile.peak_calls_per_minute', kind: 'number' },
    { path: 'usage_profile.growth_percent_per_month', kind: 'number' },
    { path: 'usage_profile.input_tokens_per_call', kind: 'number' },
    { path: 'usage_profile.output_tokens_per_call', kind: 'number' },
  ],
  value_metric: [
    { path: 'value_metric.outcome', kind: 'text', isNeeded: true },
    { path: 'value_metric.class', kind: 'choice', choices: classLabels, initial: 'measurable' },
    { path: 'value_metric.value', kind: 'decimal' },
    { path: 'value_metric.currency', kind: 'text' },
    { path: 'value_metric.confidence', kind: 'choice', choices: confidenceLabels, initial: 'asserted' },
    { path: 'value_metric.investment', kind: 'decimal' },
    { path: 'value_metric.baseline.cost', kind: 'decimal' },
    { path: 'value_metric.baseline.minutes', kind: 'number' },
    { path: 'value_metric.baseline.source', kind: 'text' },
  ],
  quality_metric: [
    { path: 'quality_metric.name', kind: 'text', isNeeded: true },
    { path: 'quality_metric.target', kind: 'number', isNeeded: true },
    { path: 'quality_metric.description', kind: 'area' },
  ],
  fallback_plan: [{ path: 'fallback_plan.plan', kind: 'area' }],
};

/** Values of a form by the path of their field; `''` is not said. */
export type ProfileValues = Readonly<Record<string, string>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readPath(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
}

/** What a workload says of a part, as texts. */
export function profileValues(workload: Workload, part: ProfilePart): ProfileValues {
  return Object.fromEntries(
    PROFILE_FIELDS[part].map(({ path, initial = '' }) => [path, String(readPath(workload, path) ?? initial)]),
  );
}

const DECIMAL = /^-?\d+(\.\d{1,12})?$/;

/** A part is taken away by leaving all of it empty; what has a value to begin with does not count as said. */
export const isLeftEmpty = (part: ProfilePart, values: ProfileValues): boolean =>
  part !== 'about' &&
  PROFILE_FIELDS[part].every(
    ({ path, initial }) => initial !== undefined || (values[path] ?? '').trim() === '',
  );

/** What is wrong with one field before the API is asked; undefined when nothing is. */
export function profileFault(
  { kind, path, isNeeded = false }: ProfileField,
  values: ProfileValues,
  part: ProfilePart,
): 'required' | 'number' | undefined {
  const value = (values[path] ?? '').trim();
  if (value === '') return isNeeded && !isLeftEmpty(part, values) ? 'required' : undefined;
  return (kind === 'decimal' || kind === 'number') && !DECIMAL.test(value) ? 'number' : undefined;
}

/** Sets a value at a path, making what lies on the way. */
function setPath(
  target: Record<string, unknown>,
  [name = '', ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const next = target[name];
  const inner = isRecord(next) ? next : {};
  target[name] = inner;
  setPath(inner, rest, value);
}

/** Body of the change request for a part: a part is sent whole, what was left empty is left out or taken away. */
export function profileChange(workload: Workload, part: ProfilePart, values: ProfileValues): ProfileChange {
  const given = PROFILE_FIELDS[part].map((field) => ({ ...field, value: (values[field.path] ?? '').trim() }));
  if (part === 'about') {
    return Object.fromEntries(given.map(({ path, value }) => [path, value === '' ? null : value]));
  }
  if (isLeftEmpty(part, values)) return { [part]: null };
  const body: Record<string, unknown> = {};
  for (const { path, kind, value } of given) {
    if (value !== '') setPath(body, path.split('.'), kind === 'number' ? Number(value) : value);
  }
  const tested = part === 'fallback_plan' ? workload.fallback_plan?.tested_at : undefined;
  if (tested !== undefined) setPath(body, ['fallback_plan', 'tested_at'], tested);
  return body;
}
