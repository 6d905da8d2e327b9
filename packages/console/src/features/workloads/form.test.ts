import type { Workload } from '@weir/core/contract';
import { changeWorkload, createWorkload } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { emptyFields, fieldsOf, toNewWorkload, toWorkloadChange } from './form.ts';

const workload: Workload = {
  id: 'support-bot',
  name: 'Support bot',
  application: 'portal',
  environment: 'production',
  stage: 'pilot',
  owner: 'a@example.com',
  use_case: 'answer',
  approved_models: ['gpt-4o*', 'anthropic/*'],
  budget: { amount: '100', currency: 'EUR', period: 'month' },
  tags: {},
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
};

describe('the workload form', () => {
  it('sends what the API accepts, without what was left empty', () => {
    const body = toNewWorkload(
      {
        ...emptyFields(),
        id: ' bot ',
        application: 'portal',
        owner: 'a@example.com',
        budget: '99.50',
        models: 'a, b\nc',
      },
      'EUR',
    );
    expect(createWorkload.parse(body)).toMatchObject({
      id: 'bot',
      approved_models: ['a', 'b', 'c'],
      budget: { amount: '99.50', currency: 'EUR', period: 'month' },
    });
    expect(body).not.toHaveProperty('cost_center');
  });

  it('changes nothing when nothing was changed', () => {
    expect(toWorkloadChange(fieldsOf(workload), workload)).toEqual({});
  });

  it('sends only what differs, and null for what was emptied', () => {
    const change = toWorkloadChange(
      { ...fieldsOf(workload), useCase: '', budget: '', stage: 'production' },
      workload,
    );
    expect(change).toEqual({ use_case: null, budget: null, stage: 'production' });
    expect(changeWorkload.safeParse(change).success).toBe(true);
  });

  it('sends further tags whole, and a team of its own', () => {
    const tagged = { ...workload, team: 'care', tags: { region: 'emea', tier: '1' } };
    expect(toWorkloadChange(fieldsOf(tagged), tagged)).toEqual({});
    const [region, tier] = fieldsOf(tagged).tags;
    if (region === undefined || tier === undefined) throw new Error('the form lost a tag');
    const change = toWorkloadChange(
      { ...fieldsOf(tagged), team: '', tags: [{ ...region, value: 'apac' }] },
      tagged,
    );
    expect(change).toEqual({ team: null, tags: { region: 'apac' } });
    expect(changeWorkload.safeParse(change).success).toBe(true);
    const body = toNewWorkload({ ...emptyFields(), id: 'bot', team: 'care', tags: [tier] }, 'EUR');
    expect(body).toMatchObject({ team: 'care', tags: { tier: '1' } });
  });

  it('keeps the currency of a budget that is changed', () => {
    const change = toWorkloadChange({ ...fieldsOf(workload), budget: '250' }, workload);
    expect(change).toEqual({ budget: { amount: '250', currency: 'EUR', period: 'month' } });
  });
});
