import type {
  Budget,
  BudgetMode,
  BudgetPeriod,
  ChangeBudget,
  DegradeTo,
  ModelTier,
} from '@weir/core/contract';
import type { NewBudget } from '../../api/limit-mutations.ts';
import { fromInputValue, toInputValue } from '../../format/time.ts';
import { rowsOfScope, type ScopeRow, scopeOfRows } from './scope.ts';

/** The form of a budget: its fields as they stand in inputs, and what is sent. */

export type DegradeKind = 'tier' | 'model' | 'cache_only';

export interface BudgetFields {
  name: string;
  scope: ScopeRow[];
  amount: string;
  currency: string;
  exchangeRate: string;
  period: BudgetPeriod;
  /** As `<input type="datetime-local">` has them, in the organization's zone. */
  startsAt: string;
  endsAt: string;
  mode: BudgetMode;
  yellow: string;
  red: string;
  degradeKind: DegradeKind;
  degradeTier: ModelTier;
  degradeModel: string;
  approvers: string;
  rollsOver: boolean;
  rollOverMax: string;
  onAuthorityLoss: Budget['on_authority_loss'];
  owner: string;
}

export const PERIODS = [
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'fixed',
  'total',
] as const satisfies readonly BudgetPeriod[];
export const MODES = ['hard', 'soft', 'degrade', 'approval'] as const satisfies readonly BudgetMode[];

export function emptyBudget(currency: string, scope: Readonly<Record<string, string>> = {}): BudgetFields {
  return {
    name: '',
    scope: rowsOfScope(scope),
    amount: '',
    currency,
    exchangeRate: '',
    period: 'month',
    startsAt: '',
    endsAt: '',
    mode: 'hard',
    yellow: '80',
    red: '95',
    degradeKind: 'tier',
    degradeTier: 'small',
    degradeModel: '',
    approvers: '',
    rollsOver: false,
    rollOverMax: '',
    onAuthorityLoss: 'held_lease',
    owner: '',
  };
}

const degradeKindOf = (to: DegradeTo | undefined): DegradeKind => {
  if (to?.model !== undefined) return 'model';
  return to?.cache_only === true ? 'cache_only' : 'tier';
};

export function fieldsOfBudget(budget: Budget, zone: string): BudgetFields {
  const { degrade_to: to } = budget;
  const local = (at: string | undefined) => (at === undefined ? '' : toInputValue(new Date(at), zone));
  return {
    name: budget.name,
    scope: rowsOfScope(budget.scope),
    amount: budget.amount,
    currency: budget.currency,
    exchangeRate: budget.exchange_rate ?? '',
    period: budget.period,
    startsAt: local(budget.starts_at),
    endsAt: local(budget.ends_at),
    mode: budget.mode,
    yellow: String(budget.yellow_percent),
    red: String(budget.red_percent),
    degradeKind: degradeKindOf(to),
    degradeTier: to?.tier ?? 'small',
    degradeModel: to?.model ?? '',
    approvers: budget.approvers.join(', '),
    rollsOver: budget.roll_over === 'unused',
    rollOverMax: budget.roll_over_max ?? '',
    onAuthorityLoss: budget.on_authority_loss,
    owner: budget.owner ?? '',
  };
}

function degradeTo(fields: BudgetFields): DegradeTo {
  if (fields.degradeKind === 'tier') return { tier: fields.degradeTier };
  if (fields.degradeKind === 'model') return { model: fields.degradeModel.trim() };
  return { cache_only: true };
}

/** People may have spaces in their names, so that only commas separate them. */
const namesOf = (typed: string): string[] =>
  typed
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

const given = (typed: string): string | undefined => {
  const text = typed.trim();
  return text === '' ? undefined : text;
};

/** What of the fields concerns the chosen period, mode and currency; the rest is undefined. */
function termsOf(fields: BudgetFields, zone: string, currency: string) {
  const { period, mode } = fields;
  const rollsOver = fields.rollsOver && period !== 'fixed' && period !== 'total';
  const instant = (typed: string) =>
    period === 'fixed' ? fromInputValue(typed, zone)?.toISOString() : undefined;
  return {
    name: given(fields.name),
    amount: fields.amount.trim(),
    currency: fields.currency.trim().toUpperCase(),
    exchange_rate: fields.currency.trim().toUpperCase() === currency ? undefined : given(fields.exchangeRate),
    period,
    starts_at: instant(fields.startsAt),
    ends_at: instant(fields.endsAt),
    mode,
    yellow_percent: Number(fields.yellow),
    red_percent: Number(fields.red),
    degrade_to: mode === 'degrade' ? degradeTo(fields) : undefined,
    approvers: mode === 'approval' ? namesOf(fields.approvers) : [],
    roll_over: rollsOver ? ('unused' as const) : ('none' as const),
    roll_over_max: rollsOver ? given(fields.rollOverMax) : undefined,
    on_authority_loss: fields.onAuthorityLoss,
    owner: given(fields.owner),
  };
}

type Present<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };
const withoutAbsent = <T extends object>(from: T): Partial<Present<T>> =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as Partial<Present<T>>;

/** `zone` and `currency` are the organization's. */
export function toNewBudget(fields: BudgetFields, zone: string, currency: string): NewBudget {
  const terms = termsOf(fields, zone, currency);
  return {
    ...withoutAbsent(terms),
    amount: terms.amount,
    period: terms.period,
    scope: scopeOfRows(fields.scope),
  };
}

/** All terms but the scope; what no longer concerns it is taken away. */
export function toBudgetChange(fields: BudgetFields, zone: string, currency: string): ChangeBudget {
  const terms = termsOf(fields, zone, currency);
  const { name, ...rest } = terms;
  return {
    ...rest,
    ...(name === undefined ? {} : { name }),
    exchange_rate: terms.exchange_rate ?? null,
    starts_at: terms.starts_at ?? null,
    ends_at: terms.ends_at ?? null,
    degrade_to: terms.degrade_to ?? null,
    roll_over_max: terms.roll_over_max ?? null,
    owner: terms.owner ?? null,
  };
}
