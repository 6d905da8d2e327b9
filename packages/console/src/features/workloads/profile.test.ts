import { changeWorkload, type Workload } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { PROFILE_FIELDS, PROFILE_PARTS, profileChange, profileFault, profileValues } from './profile.ts';
import { fieldTexts } from './profile-text.ts';

const workload: Workload = {
  id: 'support-bot',
  name: 'Support bot',
  application: 'portal',
  environment: 'production',
  stage: 'production',
  owner: 'ada@example.com',
  approved_models: [],
  tags: {},
  description: 'Answers customers.',
  value_metric: {
    outcome: 'ticket_resolved',
    value: '3.20',
    currency: 'USD',
    class: 'measurable',
    confidence: 'measured',
    baseline: { cost: '4.10', minutes: 7 },
  },
  fallback_plan: { plan: 'A person answers.', tested_at: '2026-11-20T00:00:00Z' },
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
};

describe('the forms of a profile', () => {
  it('have words for every field', () => {
    for (const part of PROFILE_PARTS) {
      for (const { path } of PROFILE_FIELDS[part]) expect(fieldTexts[path], path).toBeDefined();
    }
  });

  it('send back what they read, as the API takes it', () => {
    for (const part of ['value_metric', 'fallback_plan'] as const) {
      const body = profileChange(workload, part, profileValues(workload, part));
      expect(changeWorkload.parse(body)).toEqual({ [part]: workload[part] });
    }
  });

  it('send numbers as numbers, money as text, and leave out what is not said', () => {
    const body = profileChange(workload, 'value_metric', {
      'value_metric.outcome': ' ticket_resolved ',
      'value_metric.baseline.minutes': '7.5',
      'value_metric.investment': '6000',
      'value_metric.class': 'strategic',
    });
    expect(body).toEqual({
      value_metric: {
        outcome: 'ticket_resolved',
        class: 'strategic',
        investment: '6000',
        baseline: { minutes: 7.5 },
      },
    });
  });

  it('take a part away when all of it is empty, defaults aside', () => {
    expect(profileChange(workload, 'value_metric', { 'value_metric.class': 'measurable' })).toEqual({
      value_metric: null,
    });
    expect(
      profileChange(workload, 'about', { name: '', description: '', review_date: '2027-03-31' }),
    ).toEqual({ name: null, description: null, technical_owner: null, review_date: '2027-03-31' });
  });

  it('ask for what is needed only when anything is said, and for numbers where numbers belong', () => {
    const [outcome] = PROFILE_FIELDS.value_metric;
    const [calls] = PROFILE_FIELDS.usage_profile;
    if (outcome === undefined || calls === undefined) throw new Error('a form lost its fields');
    expect(profileFault(outcome, {}, 'value_metric')).toBeUndefined();
    expect(profileFault(outcome, { 'value_metric.value': '3' }, 'value_metric')).toBe('required');
    expect(profileFault(calls, { [calls.path]: 'many' }, 'usage_profile')).toBe('number');
    expect(profileFault(calls, { [calls.path]: '12.5' }, 'usage_profile')).toBeUndefined();
  });
});
