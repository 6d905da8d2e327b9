import type { Alert, AlertKind, AlertRule, ChannelKind } from '@weir/core/contract';
import type { ChannelFields, NewChannel, NewRule, RuleChange } from '../../api/alert-mutations.ts';
import { ruleText } from './text.ts';

const STATE_ORDER: Record<Alert['state'], number> = { open: 0, acknowledged: 1, snoozed: 2, resolved: 3 };
const SEVERITY_ORDER: Record<Alert['severity'], number> = { critical: 0, warning: 1, info: 2 };

/** Open ones first, then the more severe, then the newer. */
export function inOrder(alerts: readonly Alert[]): Alert[] {
  return [...alerts].sort(
    (a, b) =>
      STATE_ORDER[a.state] - STATE_ORDER[b.state] ||
      SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
      b.since.localeCompare(a.since),
  );
}

/** Whether rules of a kind have a threshold, and must have one. */
export const THRESHOLDS: Partial<Record<AlertKind, 'optional' | 'required'>> = {
  spend_spike: 'optional',
  workload_share: 'optional',
  rate_limited: 'required',
  coverage: 'required',
  errors: 'required',
};

/** What a rule waits for, in words beside its kind. */
export function conditionText({
  kind,
  level,
  threshold,
}: Pick<AlertRule, 'kind' | 'level' | 'threshold'>): string {
  if (level !== undefined) return level;
  if (THRESHOLDS[kind] === undefined) return '';
  if (threshold === undefined) return ruleText.usual;
  if (kind === 'spend_spike') return ruleText.times(threshold);
  return kind === 'coverage' ? ruleText.below(threshold) : ruleText.above(threshold);
}

/** `workload=a` per line -> scope; undefined when a line has no name or no value. */
export function readScopeLines(text: string): Record<string, string> | undefined {
  const scope: Record<string, string> = {};
  for (const line of text.split(/[\n,]/).map((one) => one.trim())) {
    if (line === '') continue;
    const at = line.indexOf('=');
    const value = line.slice(at + 1).trim();
    if (at <= 0 || value === '') return undefined;
    scope[line.slice(0, at).trim()] = value;
  }
  return scope;
}

export const writeScopeLines = (scope: AlertRule['scope']): string =>
  Object.entries(scope)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

export interface RuleFields {
  id: string;
  name: string;
  kind: AlertKind;
  level: NonNullable<AlertRule['level']>;
  threshold: string;
  scope: string;
  severity: AlertRule['severity'];
  channels: string[];
  repeat: string;
  escalateAfter: string;
  escalateTo: string[];
}

export function ruleFieldsOf(rule: AlertRule | undefined): RuleFields {
  return {
    id: rule?.id ?? '',
    name: rule?.name ?? '',
    kind: rule?.kind ?? 'budget',
    level: rule?.level ?? 'red',
    threshold: rule?.threshold === undefined ? '' : String(rule.threshold),
    scope: writeScopeLines(rule?.scope ?? {}),
    severity: rule?.severity ?? 'warning',
    channels: rule?.channels ?? [],
    repeat: String(rule?.repeat_minutes ?? 240),
    escalateAfter: rule?.escalate_after_minutes === undefined ? '' : String(rule.escalate_after_minutes),
    escalateTo: rule?.escalate_to ?? [],
  };
}

const numberOf = (value: string): number | undefined => (value.trim() === '' ? undefined : Number(value));

function termsOf(fields: RuleFields) {
  const name = fields.name.trim();
  return {
    ...(name === '' ? {} : { name }),
    scope: readScopeLines(fields.scope) ?? {},
    severity: fields.severity,
    channels: fields.channels,
    repeat_minutes: Number(fields.repeat),
    escalate_to: numberOf(fields.escalateAfter) === undefined ? [] : fields.escalateTo,
  };
}

export function toNewRule(fields: RuleFields): NewRule {
  const id = fields.id.trim();
  const threshold = THRESHOLDS[fields.kind] === undefined ? undefined : numberOf(fields.threshold);
  const after = numberOf(fields.escalateAfter);
  return {
    ...(id === '' ? {} : { id }),
    kind: fields.kind,
    ...(fields.kind === 'budget' ? { level: fields.level } : {}),
    ...(threshold === undefined ? {} : { threshold }),
    ...(after === undefined ? {} : { escalate_after_minutes: after }),
    ...termsOf(fields),
    enabled: true,
  };
}

export function toRuleChange(fields: RuleFields): RuleChange {
  return {
    ...termsOf(fields),
    ...(fields.kind === 'budget' ? { level: fields.level } : {}),
    ...(THRESHOLDS[fields.kind] === undefined ? {} : { threshold: numberOf(fields.threshold) ?? null }),
    escalate_after_minutes: numberOf(fields.escalateAfter) ?? null,
  };
}

export interface ChannelForm {
  id: string;
  name: string;
  kind: ChannelKind;
  to: string;
  url: string;
  routingKey: string;
  secret: string;
}

export type ChannelField = 'to' | 'url' | 'routingKey' | 'secret';

/** Fields of each kind, those it must have first. */
export const CHANNEL_FIELDS: Record<ChannelKind, { needs: ChannelField; may?: ChannelField }> = {
  email: { needs: 'to' },
  slack: { needs: 'url' },
  teams: { needs: 'url' },
  pagerduty: { needs: 'routingKey' },
  webhook: { needs: 'url', may: 'secret' },
};

/** What is typed into the fields of its kind; what is empty is left out, and so stays when it is changed. */
export function channelBody(form: ChannelForm): ChannelFields {
  const { needs, may } = CHANNEL_FIELDS[form.kind];
  const has = (field: ChannelField) => (needs === field || may === field) && form[field].trim() !== '';
  return {
    ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
    ...(has('to') ? { to: form.to.split(/[\s,;]+/).filter((one) => one !== '') } : {}),
    ...(has('url') ? { url: form.url.trim() } : {}),
    ...(has('routingKey') ? { routing_key: form.routingKey.trim() } : {}),
    ...(has('secret') ? { signing_secret: form.secret.trim() } : {}),
  };
}

export const toNewChannel = (form: ChannelForm): NewChannel => ({
  id: form.id.trim(),
  kind: form.kind,
  ...channelBody(form),
});
