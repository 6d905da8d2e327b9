import { type Budget, changeBudget, createBudget } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { type BudgetFields, emptyBudget, fieldsOfBudget, toBudgetChange, toNewBudget } from './fields.ts';
import { nextDimension, rowsOfScope, scopeOfRows, scopeSentence, termsOfScope } from './scope.ts';

const ZONE = 'Europe/Berlin';
const fields = (more: Partial<BudgetFields> = {}): BudgetFields => ({
  ...emptyBudget('USD', { workload: 'bot' }),
  amount: ' 100 ',
  ...more,
});
const made = (more: Partial<BudgetFields> = {}) => toNewBudget(fields(more), ZONE, 'USD');

describe('a new budget', () => {
  it('sends what concerns its mode and period, in the words of the API', () => {
    expect(made()).toEqual({
      scope: { workload: 'bot' },
      amount: '100',
      currency: 'USD',
      period: 'month',
      mode: 'hard',
      yellow_percent: 80,
      red_percent: 95,
      approvers: [],
      roll_over: 'none',
      on_authority_loss: 'held_lease',
    });
    expect(made({ mode: 'degrade', degradeKind: 'model', degradeModel: ' gpt-4o ' }).degrade_to).toEqual({
      model: 'gpt-4o',
    });
    expect(made({ mode: 'approval', approvers: 'Ada Lovelace, cfo@example.com,' }).approvers).toEqual([
      'Ada Lovelace',
      'cfo@example.com',
    ]);
    expect(made({ degradeModel: 'left over', approvers: 'left over' })).toEqual(made());
    expect(made({ currency: 'eur', exchangeRate: '1.08' })).toMatchObject({
      currency: 'EUR',
      exchange_rate: '1.08',
    });
  });

  it('has dates of the organization’s zone, and no roll-over where nothing follows', () => {
    const dated = made({
      period: 'fixed',
      startsAt: '2026-12-01T00:00',
      endsAt: '2027-01-01T00:00',
      rollsOver: true,
    });
    expect(dated).toMatchObject({
      starts_at: '2026-11-30T23:00:00.000Z',
      ends_at: '2026-12-31T23:00:00.000Z',
      roll_over: 'none',
    });
    expect(made({ startsAt: '2026-12-01T00:00' })).not.toHaveProperty('starts_at');
  });

  it('is understood by the server', () => {
    for (const one of [
      made(),
      made({ mode: 'degrade', degradeKind: 'cache_only', rollsOver: true, rollOverMax: '5' }),
      made({ scope: [{ dimension: 'tag', tagName: 'tenant', value: 'acme' }], owner: 'cfo' }),
    ]) {
      expect(createBudget.safeParse(one).error).toBeUndefined();
    }
  });
});

describe('a changed budget', () => {
  const budget: Budget = {
    ...createBudget.parse(made({ mode: 'degrade', rollsOver: true, rollOverMax: '5', owner: 'cfo' })),
    id: 'bot-month',
    name: 'Bot',
    scope: { workload: 'bot' },
    mode: 'degrade',
    currency: 'USD',
    yellow_percent: 80,
    red_percent: 95,
    approvers: [],
    roll_over: 'unused',
    on_authority_loss: 'closed',
    created_at: '2026-11-01T00:00:00Z',
    updated_at: '2026-11-01T00:00:00Z',
  };

  it('stays as it is when nothing is typed', () => {
    const change = changeBudget.parse(toBudgetChange(fieldsOfBudget(budget, ZONE), ZONE, 'USD'));
    expect(change).toMatchObject({
      name: 'Bot',
      mode: 'degrade',
      degrade_to: { tier: 'small' },
      roll_over_max: '5',
      owner: 'cfo',
      on_authority_loss: 'closed',
    });
    expect(change).not.toHaveProperty('scope');
  });

  it('takes away what no longer concerns it', () => {
    const typed = { ...fieldsOfBudget(budget, ZONE), mode: 'soft' as const, rollsOver: false, owner: '' };
    expect(toBudgetChange(typed, ZONE, 'USD')).toMatchObject({
      degrade_to: null,
      roll_over: 'none',
      roll_over_max: null,
      owner: null,
      starts_at: null,
    });
  });
});

describe('what it applies to', () => {
  it('is rows in the form and a record on the wire', () => {
    const scope = { workload: 'bot', 'tag.tenant': 'acme' };
    expect(scopeOfRows(rowsOfScope(scope))).toEqual(scope);
    expect(scopeSentence(scope)).toBe('Workload bot, tenant acme');
    expect(scopeSentence({})).toBe('Everything');
  });

  it('offers each dimension once, then custom tags', () => {
    expect(nextDimension([])).toBe('workload');
    expect(nextDimension(rowsOfScope({ workload: 'a', team: 'b' }))).toBe('application');
  });

  it('leads to its calls, but for the tier, which calls do not have', () => {
    expect(termsOfScope({ team: 'care', tier: 'mid' })).toEqual([{ dimension: 'team', value: 'care' }]);
  });
});
