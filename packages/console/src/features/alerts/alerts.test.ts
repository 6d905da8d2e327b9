import type { Alert, AlertRule } from '@weir/core/contract';
import { changeAlertRule, createAlertChannel, createAlertRule } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import {
  type ChannelForm,
  conditionText,
  inOrder,
  readScopeLines,
  ruleFieldsOf,
  toNewChannel,
  toNewRule,
  toRuleChange,
  writeScopeLines,
} from './prepare.ts';
import { readAlertsSearch } from './search.ts';

const alert = (id: string, part: Partial<Alert>): Alert => ({
  id,
  rule: 'r',
  kind: 'budget',
  severity: 'warning',
  subject: 's',
  state: 'open',
  title: 't',
  who: 'w',
  what: 'w',
  since: '2026-11-22T10:00:00Z',
  last_seen_at: '2026-11-22T10:00:00Z',
  currency: 'USD',
  link: '/',
  occurrences: 1,
  ...part,
});

it('puts what is open first, then what is severe, then what is new', () => {
  const ordered = inOrder([
    alert('done', { state: 'resolved', severity: 'critical' }),
    alert('quiet', { state: 'snoozed', severity: 'critical' }),
    alert('old', { since: '2026-11-21T10:00:00Z' }),
    alert('new', {}),
    alert('bad', { severity: 'critical', since: '2026-11-20T10:00:00Z' }),
    alert('taken', { state: 'acknowledged' }),
  ]);
  expect(ordered.map(({ id }) => id)).toEqual(['bad', 'new', 'old', 'taken', 'quiet', 'done']);
});

describe('a rule', () => {
  const rule: AlertRule = {
    id: 'spike',
    name: 'Spike',
    kind: 'spend_spike',
    threshold: 4,
    scope: { workload: 'bot', 'tag.tenant': 'acme' },
    severity: 'critical',
    channels: ['on-call'],
    repeat_minutes: 30,
    escalate_after_minutes: 15,
    escalate_to: ['boss'],
    enabled: true,
    created_at: '2026-11-22T10:00:00Z',
    updated_at: '2026-11-22T10:00:00Z',
  };

  it('is sent as the API takes it, with the fields of its kind only', () => {
    const fields = { ...ruleFieldsOf(undefined), threshold: '9' };
    const budget = toNewRule(fields);
    expect(createAlertRule.parse(budget)).toMatchObject({ kind: 'budget', level: 'red', enabled: true });
    expect(budget).not.toHaveProperty('threshold');
    const spike = toNewRule({ ...fields, kind: 'spend_spike' });
    expect(createAlertRule.parse(spike)).toMatchObject({ threshold: 9 });
    expect(spike).not.toHaveProperty('level');
  });

  it('comes back from its form unchanged, and loses what is emptied', () => {
    const change = toRuleChange(ruleFieldsOf(rule));
    expect(changeAlertRule.parse(change)).toMatchObject({
      threshold: 4,
      scope: rule.scope,
      escalate_after_minutes: 15,
      escalate_to: ['boss'],
    });
    const emptied = toRuleChange({ ...ruleFieldsOf(rule), threshold: '', escalateAfter: '', scope: '' });
    expect(changeAlertRule.parse(emptied)).toMatchObject({
      threshold: null,
      scope: {},
      escalate_after_minutes: null,
      escalate_to: [],
    });
  });

  it('says what it waits for', () => {
    expect(conditionText(rule)).toBe('4× the usual rate');
    expect(conditionText({ kind: 'coverage', threshold: 95 })).toBe('below 95%');
    expect(conditionText({ kind: 'budget', level: 'red' })).toBe('red');
    expect(conditionText({ kind: 'price_unknown' })).toBe('');
  });

  it('reads its scope line by line, and refuses half a line', () => {
    expect(readScopeLines(writeScopeLines(rule.scope))).toEqual(rule.scope);
    expect(readScopeLines('workload=a=b')).toEqual({ workload: 'a=b' });
    for (const bad of ['workload', '=a', 'workload=']) expect(readScopeLines(bad)).toBeUndefined();
  });
});

describe('a channel', () => {
  const form: ChannelForm = {
    id: ' on-call ',
    name: '',
    kind: 'webhook',
    to: 'ann@example.com, bob@example.com',
    url: 'https://example.com/hook',
    routingKey: 'key',
    secret: '',
  };

  it('is sent with the fields of its kind only, and as the API takes them', () => {
    const sent = (kind: ChannelForm['kind']) => createAlertChannel.parse(toNewChannel({ ...form, kind }));
    expect(sent('webhook')).toEqual({ id: 'on-call', kind: 'webhook', url: form.url });
    expect(sent('email')).toEqual({
      id: 'on-call',
      kind: 'email',
      to: ['ann@example.com', 'bob@example.com'],
    });
    expect(sent('pagerduty')).toEqual({ id: 'on-call', kind: 'pagerduty', routing_key: 'key' });
  });
});

it('reads the address, and nothing it does not know', () => {
  expect(readAlertsSearch({ tab: 'alerts', state: 'snoozed', kind: 'odd', alert: 'a1' })).toEqual({
    state: 'snoozed',
    alert: 'a1',
  });
  expect(readAlertsSearch({ tab: 'deliveries', channel: 'on-call' })).toEqual({
    tab: 'deliveries',
    channel: 'on-call',
  });
});
