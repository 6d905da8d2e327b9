import type { AgreementView, ProposedEntry } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { AgreementExtra, PricingAgreement } from '@weir/core/pricing';
import type { UnitRegistry } from '@weir/core/usage';
import type { ChargeReader } from '../../ledger/statement-port.ts';
import type { ExchangeRateService } from '../../registry/services/exchange-rates.ts';
import { exchangeRatesAmong } from '../exchange.ts';
import { type Effect, effectsOf } from './effects.ts';
import { boundsOf, calendarOf, reachBack, readAgreements } from './terms.ts';
import {
  dayOf,
  groupOf,
  readBooked,
  readUse,
  refOf,
  startOfNamedDay,
  type Use,
  type UseFacts,
} from './use.ts';

export interface PlanDeps {
  ledger: ChargeReader;
  agreements: { within(since: Date, until: Date): Promise<AgreementView[]> };
  exchangeRates: Pick<ExchangeRateService, 'among'>;
  units: UnitRegistry;
  /** Of the charges that nobody used: shortfalls, idle capacity. */
  currency(): string;
}

export interface MonthPlan {
  /** By agreement, in the order of their ids; only those with something to book. */
  agreements: { id: string; currency: string; amount: Decimal; booked: number; entries: ProposedEntry[] }[];
}

interface Wanted {
  agreement: string;
  group: string;
  at: number;
  facts: UseFacts;
  contracted: Decimal;
  effective: Decimal;
}

/**
 * What must be booked so that a month says what its agreements make of it: what they come to for its use, less what is booked
 * already. Empty when it says so. `until`: instant up to which use is known; what is due later is not due yet.
 */
export async function planMonth(
  month: { since: number; until: number },
  timeZone: string,
  deps: PlanDeps,
): Promise<MonthPlan> {
  const range = { since: new Date(month.since), until: new Date(month.until) };
  const views = await deps.agreements.within(range.since, range.until);
  const wanted = new Map<string, Wanted>();
  for (const currency of new Set(views.map((view) => view.currency))) {
    await addWanted(wanted, currency, month, timeZone, deps);
  }
  const booked = await readBooked({ ...range, timeZone }, deps.ledger);
  const counts = new Map<string, number>();
  for (const one of booked) {
    const name = `${one.agreement}\n${one.group}`;
    counts.set(one.agreement, (counts.get(one.agreement) ?? 0) + one.charges);
    const at = Math.max(month.since, startOfNamedDay(one.facts.day, timeZone));
    const known = wanted.get(name) ?? { ...one, at, contracted: Decimal.ZERO, effective: Decimal.ZERO };
    wanted.set(name, {
      ...known,
      contracted: known.contracted.subtract(one.contracted),
      effective: known.effective.subtract(one.effective),
    });
  }
  return planOf(wanted, counts);
}

/** Since when use counts for what a month's agreements make of it: a commitment of a year counts from its first day. */
export async function countedSince(
  month: { since: number; until: number },
  timeZone: string,
  { agreements, units }: Pick<PlanDeps, 'agreements' | 'units'>,
): Promise<number> {
  const read = async (from: number) =>
    readAgreements(await agreements.within(new Date(from), new Date(month.until)), units);
  const { since } = await reachBack({ start: month.since, end: month.until }, calendarOf(timeZone), read);
  return since;
}

async function addWanted(
  wanted: Map<string, Wanted>,
  agreementsIn: string,
  month: { since: number; until: number },
  timeZone: string,
  deps: PlanDeps,
): Promise<void> {
  const spanOf = calendarOf(timeZone);
  const { since, agreements } = await reachBack(
    { start: month.since, end: month.until },
    spanOf,
    async (from) => {
      const views = await deps.agreements.within(new Date(from), new Date(month.until));
      return readAgreements(
        views.filter(({ currency }) => currency === agreementsIn),
        deps.units,
      );
    },
  );
  const uses = await usesOf(agreements, { since, until: month.until }, timeZone, deps.ledger);
  const currencies = [...uses.map(({ facts }) => facts.currency), ...agreements.map((one) => one.currency)];
  const rates = await exchangeRatesAmong(deps.exchangeRates, [...currencies, deps.currency()]);
  const window = { start: since, end: month.until };
  const effects = effectsOf(uses, agreements, { window, spanOf, rates });
  for (const effect of effects.of) {
    for (const [index, change] of effect.changes) {
      const use = uses[index];
      if (use === undefined || use.at < month.since) continue;
      const back = (amount: Decimal) =>
        rates.convert(amount, effect.agreement.currency, use.facts.currency, use.at).amount;
      want(wanted, effect, use, { contracted: back(change.contracted), effective: back(change.effective) });
    }
    for (const extra of effect.extras) {
      if (extra.at < month.since || extra.at >= month.until) continue;
      const currency = deps.currency();
      const amount = rates.convert(extra.amount, effect.agreement.currency, currency, extra.at).amount;
      const facts = factsOfExtra(effect, extra, currency, timeZone);
      want(
        wanted,
        effect,
        { group: groupOf(facts), at: extra.at, facts },
        {
          contracted: Decimal.ZERO,
          effective: amount,
        },
      );
    }
  }
}

export async function usesOf(
  agreements: readonly PricingAgreement[],
  range: { since: number; until: number },
  timeZone: string,
  ledger: ChargeReader,
): Promise<Use[]> {
  const providers = new Set(agreements.map(({ provider }) => provider));
  const hourly = new Set(
    agreements.filter(({ kind }) => kind === 'provisioned').map(({ provider }) => provider),
  );
  return readUse({ ...range, timeZone, bounds: boundsOf(agreements), providers, hourly }, ledger);
}

function want(
  wanted: Map<string, Wanted>,
  { agreement }: Effect,
  { group, at, facts }: Pick<Use, 'group' | 'at' | 'facts'>,
  change: { contracted: Decimal; effective: Decimal },
): void {
  const name = `${agreement.id}\n${group}`;
  const known = wanted.get(name);
  wanted.set(name, {
    agreement: agreement.id,
    group,
    at: known?.at ?? at,
    facts,
    contracted: (known?.contracted ?? Decimal.ZERO).add(change.contracted),
    effective: (known?.effective ?? Decimal.ZERO).add(change.effective),
  });
}

/** What nobody used is nobody's: it has no workload. */
function factsOfExtra(
  { agreement }: Effect,
  { at, kind }: AgreementExtra,
  currency: string,
  timeZone: string,
): UseFacts {
  const [model, ...others] = agreement.models ?? [];
  return {
    day: dayOf(at, timeZone),
    provider: agreement.provider,
    model: model !== undefined && others.length === 0 ? model : '*',
    unit: kind,
    category: 'commitment',
    currency,
    tags: {},
  };
}

function planOf(wanted: ReadonlyMap<string, Wanted>, booked: ReadonlyMap<string, number>): MonthPlan {
  const plans = new Map<string, MonthPlan['agreements'][number]>();
  for (const [, one] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (one.contracted.isZero && one.effective.isZero) continue;
    // a proposal is of one currency
    const name = `${one.agreement}\n${one.facts.currency}`;
    const plan = plans.get(name) ?? {
      id: one.agreement,
      currency: one.facts.currency,
      amount: Decimal.ZERO,
      booked: booked.get(one.agreement) ?? 0,
      entries: [],
    };
    plan.amount = plan.amount.add(one.effective);
    plan.entries.push(entryOf(one));
    plans.set(name, plan);
  }
  return { agreements: [...plans.values()] };
}

function entryOf({ agreement, at, facts, contracted, effective }: Wanted): ProposedEntry {
  const { provider, model, unit, category, currency, tags } = facts;
  return {
    at: new Date(at).toISOString(),
    provider,
    model,
    unit,
    category,
    quantity: '0',
    calls: 0,
    list_cost: '0',
    contracted_cost: contracted.toFixed(MONEY_SCALE),
    effective_cost: effective.toFixed(MONEY_SCALE),
    currency,
    price_ref: refOf(agreement),
    tags,
  };
}
