import { type Approval, approve } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { sorted, taskOf, toConsent } from './prepare.ts';

const approval = (id: string, more: Partial<Approval> = {}): Approval => ({
  id,
  kind: 'budget',
  subject: 'bot-month',
  question: 'May it be lifted?',
  approvers: [],
  state: 'pending',
  refused_calls: 1,
  asked_at: '2026-11-22T10:00:00Z',
  ...more,
});

describe('approvals', () => {
  it('show first what turns most calls away, and decisions the newest first', () => {
    const { pending, decided } = sorted([
      approval('few'),
      approval('yes', { state: 'approved', decided_at: '2026-11-20T00:00:00Z' }),
      approval('many', { refused_calls: 9 }),
      approval('lapsed', { state: 'expired', asked_at: '2026-11-21T00:00:00Z' }),
    ]);
    expect(pending.map(({ id }) => id)).toEqual(['many', 'few']);
    expect(decided.map(({ id }) => id)).toEqual(['lapsed', 'yes']);
  });

  it('send what was filled in', () => {
    const empty = { amount: '', until: '', by: ' ', reason: '' };
    expect(toConsent(empty, undefined)).toEqual({});
    const full = toConsent({ ...empty, amount: ' 5 ', by: 'cfo' }, '2026-11-23T10:00:00.000Z');
    expect(approve.parse(full)).toEqual({ amount: '5', by: 'cfo', until: '2026-11-23T10:00:00.000Z' });
  });

  it('know a task whose name has slashes', () => {
    expect(taskOf('bot/run/7')).toEqual({ workload: 'bot', task: 'run/7' });
  });
});
