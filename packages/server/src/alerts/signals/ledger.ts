import type { AlertRule, Scope } from '@weir/core/contract';
import { isSpike, percentOf, startOfMonth, workloadShare } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { LedgerStore } from '../../ledger/port.ts';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { moneyText } from '../message.ts';
import { type Observation, scopeText } from '../observation.ts';
import { budgetFacts } from './budgets.ts';
import { groupBy } from './group.ts';
import { scopeDimensions, scopeWho } from './who.ts';
import { shareObservations, spikeObservations, workloadFacts } from './workloads.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIVE_MINUTES_MS = 300_000;
const USUAL_DAYS = 7;
const REMEMBERED_MS = 10 * 60_000;
/** Workloads that are asked about when one may take too much. */
const DEAREST = 20;

export type AlertLedger = Pick<LedgerStore, 'activity' | 'costs' | 'consumers' | 'spend'>;

export interface LedgerView {
  rules: readonly AlertRule[];
  state: AdmissionState;
  statuses: readonly AccountStatus[];
  now: number;
}

/** What the ledger gives reason to remark upon; it is asked only what a rule wants to know. */
export class LedgerSignals {
  private readonly ledger: AlertLedger;
  private usual: { rates: ReadonlyMap<string, bigint>; at: number } | undefined;

  constructor(ledger: AlertLedger) {
    this.ledger = ledger;
  }

  async observe(view: LedgerView): Promise<Observation[]> {
    const { rules, state, now } = view;
    const of = (kind: AlertRule['kind']) => rules.filter((rule) => rule.kind === kind);
    const usualSpikes = of('spend_spike').some(({ threshold }) => threshold !== undefined);
    const shares = of('errors').length + of('rate_limited').length > 0;
    const seen: Observation[] = [];
    if (shares || usualSpikes) {
      const range = { since: new Date(now - FIVE_MINUTES_MS), until: new Date(now) };
      const activity = await this.ledger.activity(range);
      if (shares) seen.push(...shareObservations(activity, state));
      if (usualSpikes) seen.push(...spikeObservations(activity, await this.usualRates(view), state));
    }
    if (of('spend_spike').some(({ threshold }) => threshold === undefined)) {
      seen.push(...(await this.budgetSpikes(view)));
    }
    if (of('workload_share').length > 0) seen.push(...(await this.workloadShares(view)));
    const covered = new Map(of('coverage').map(({ scope }) => [scopeText(scope), scope]));
    for (const scope of covered.values()) seen.push(...(await this.coverage(scope, view)));
    return seen;
  }

  /** Cost of an hour of a day with spending, pico-units, from the week before. */
  private async usualRates({ state, now }: LedgerView): Promise<ReadonlyMap<string, bigint>> {
    if (this.usual !== undefined && now - this.usual.at < REMEMBERED_MS) return this.usual.rates;
    const { rows } = await this.ledger.costs({
      since: new Date(now - USUAL_DAYS * DAY_MS),
      until: new Date(now - HOUR_MS),
      by: ['workload'],
      filter: {},
      interval: 'day',
      timeZone: state.organization.timeZone,
      sandbox: 'include',
    });
    const byWorkload = groupBy(rows, ({ group }) => group['workload'] ?? '');
    const rates = new Map(
      [...byWorkload].map(([workload, days]) => {
        const cost = days.reduce((sum, { cost }) => sum.add(Decimal.from(cost)), Decimal.ZERO);
        return [workload, cost.toPico() / BigInt(24 * days.length)];
      }),
    );
    this.usual = { rates, at: now };
    return rates;
  }

  /** Budgets that the rate of the last five minutes would use up before their period ends. */
  private async budgetSpikes({ state, statuses, now }: LedgerView): Promise<Observation[]> {
    // tiers are no dimension of the ledger, and what is exhausted already alerts as such
    const asked = statuses.flatMap((status) => {
      const budget = state.budgets.find(({ id }) => id === status.budget);
      const judged =
        budget !== undefined && budget.scope['tier'] === undefined && status.level !== 'exhausted';
      return judged && Number.isFinite(status.period.end) && status.period.end > 0
        ? [{ budget, status }]
        : [];
    });
    if (asked.length === 0) return [];
    const since = new Date(now - FIVE_MINUTES_MS);
    const spent = await this.ledger.spend(
      asked.map(({ budget }) => ({ scope: budget.scope, since, after: {} })),
    );
    return asked.flatMap(({ budget, status }, i) => {
      const last5min = spent[i] ?? 0n;
      const remaining = status.limit - status.settled;
      if (!isSpike({ last5min, remaining, timeLeft: status.period.end - now })) return [];
      const money = (pico: bigint) => moneyText(Decimal.fromPico(pico).toFixed(12), budget.currency);
      const what = `${money(last5min)} were spent in the last 5 minutes. Going on like this uses up the ${money(remaining)} that are left before the period ends.`;
      const title = `Spending would exhaust budget ${budget.name} early`;
      return [{ ...budgetFacts(budget, state), kind: 'spend_spike' as const, title, what }];
    });
  }

  /** What each of the dearest workloads takes of the organization's budget of the month. */
  private async workloadShares({ state, statuses, now }: LedgerView): Promise<Observation[]> {
    const total = state.budgets.find(
      ({ period, scope }) => period === 'month' && Object.keys(scope).length === 0,
    );
    const limit = statuses.find(({ budget }) => budget === total?.id)?.limit;
    if (limit === undefined) return [];
    const since = new Date(startOfMonth(now, state.organization.timeZone));
    const { workloads } = await this.ledger.consumers({
      scope: {},
      since,
      until: new Date(now),
      limit: DEAREST,
    });
    return workloads.flatMap(({ workload, cost }) => {
      const value = workloadShare(cost, limit);
      if (value === undefined) return [];
      const money = moneyText(Decimal.fromPico(cost).toFixed(12), state.organization.currency);
      const title = `${workload} takes much of the month's budget`;
      const what = `${money} since the month began, ${value} % of the organization's budget.`;
      return [{ ...workloadFacts(workload, state), kind: 'workload_share' as const, value, title, what }];
    });
  }

  /** Share of the last 24 hours' cost whose owner is known. */
  private async coverage(scope: Scope, { state, now }: LedgerView): Promise<Observation[]> {
    if (scope['tier'] !== undefined) return [];
    const { total } = await this.ledger.costs({
      since: new Date(now - DAY_MS),
      until: new Date(now),
      by: [],
      filter: Object.fromEntries(Object.entries(scope).map(([name, value]) => [name, [value]])),
      timeZone: state.organization.timeZone,
      sandbox: 'include',
    });
    const value = percentOf(Decimal.from(total.attributed_cost).toPico(), Decimal.from(total.cost).toPico());
    if (value === undefined) return [];
    return [
      {
        kind: 'coverage',
        subject: `scope/${scopeText(scope)}`,
        dimensions: scopeDimensions(state, scope),
        summedOver: scope,
        value,
        title: 'Spend is not attributed as it should be',
        who: scopeWho(state, scope),
        what: `${value} % of the cost of the last 24 hours has all tags that are required.`,
        link: '/explorer?by=workload&filter=attribution%3Dquarantined',
      },
    ];
  }
}

/** What a scope cost in the last hour, pico-units; undefined where the ledger cannot tell. */
export async function lastHour(ledger: AlertLedger, scope: Scope, now: number): Promise<bigint | undefined> {
  if (scope['tier'] !== undefined) return undefined;
  const [spent] = await ledger.spend([{ scope, since: new Date(now - HOUR_MS), after: {} }]);
  return spent;
}
