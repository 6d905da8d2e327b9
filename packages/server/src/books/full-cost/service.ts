import type { AllocationRun } from '@weir/core/contract';
import { plusDays } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { createExclusive } from '../../ledger/exclusive.ts';
import { monthBefore, monthOf, monthSpan } from '../months.ts';
import { type Accrued, accrue } from './accrue.ts';
import type { AmountDeps } from './amounts.ts';
import { basesOf } from './basis.ts';
import { heirs } from './bearers.ts';
import { daysOver, type MonthDays } from './days.ts';
import { entryOf } from './entries.ts';
import { explain } from './explain.ts';
import { finishPending, landEntries } from './land.ts';
import type { FullCost, FullCostDeps } from './port.ts';
import { reportOf } from './report.ts';
import { sharesAt } from './shares.ts';

/** How far back the night looks for items that were never booked. */
const NIGHTLY_MONTHS = 13;

export function createFullCost(deps: FullCostDeps): FullCost {
  // one run at a time: what a run reads of the books must be all that runs before it booked
  const runs = createExclusive();

  async function inputs() {
    const [items, rules] = await Promise.all([deps.items(), deps.rules()]);
    const { currency, time_zone: timeZone } = deps.organization();
    const workloads = deps.workloads();
    const heir = heirs(workloads);
    const amounts: AmountDeps = {
      bases: basesOf(deps, heir),
      quantities: deps.quantities,
      workloads,
      heir,
      convert: await deps.rates(items.map(({ terms }) => terms.currency)),
      currency,
      timeZone,
    };
    return { items, rules: new Map(rules.map((rule) => [rule.id, rule])), deps: amounts, currency, timeZone };
  }

  async function bookedIn(month: string, timeZone: string) {
    const range = { ...monthSpan(month, timeZone), timeZone };
    const real = await deps.economics.allocated({ ...range, sandbox: 'exclude' });
    return [...real, ...(await deps.economics.allocated({ ...range, sandbox: 'only' }))];
  }

  async function runMonth(month: string, dryRun: boolean): Promise<AllocationRun> {
    const now = deps.clock.now();
    const { timeZone, currency } = await requireDetail(month);
    // what broke off is part of the books, whoever asks
    await finishPending(deps);
    const days = daysOver(month, timeZone, now);
    if (days.until <= days.since) return { month, items: [], currency, dry_run: dryRun };
    const given = await inputs();
    const accrued = await accrue({ days, ...given, booked: await bookedIn(month, timeZone) });
    if (!dryRun) {
      const bookedAt = new Date(now).toISOString();
      const missing = accrued.flatMap((one) => one.missing);
      await landEntries(
        missing.map((one) => entryOf(one, currency, bookedAt)),
        deps,
      );
      for (const one of accrued) tell(deps, month, one);
    }
    return { month, items: accrued.map(present), currency, dry_run: dryRun };
  }

  async function requireDetail(month: string) {
    const { currency, time_zone: timeZone } = deps.organization();
    const { since } = monthSpan(month, timeZone);
    const kept = await deps.ledger.detailSince();
    if (since.getTime() < kept.getTime()) {
      throw new WeirError(
        'conflict',
        `Calls before ${kept.toISOString()} were dropped, so ${month} stays as it is booked`,
        {
          field: 'month',
          remedy: 'Choose a month whose calls are all there.',
        },
      );
    }
    return { currency, timeZone };
  }

  return {
    run: (month, { dryRun }) => runs(() => runMonth(month, dryRun)),
    async explain(month, filter) {
      const { currency, timeZone } = await requireDetail(month);
      const days: MonthDays = daysOver(month, timeZone, deps.clock.now());
      if (days.until <= days.since) return [];
      const given = await inputs();
      const lines = [];
      for (const sandbox of [false, true]) {
        const { items } = await sharesAt(days, sandbox, given.items, given.rules, given.deps);
        for (const item of given.items) {
          if (item.sandbox !== sandbox || (filter.item !== undefined && item.id !== filter.item)) continue;
          for (const part of items.get(item.id)?.parts ?? []) {
            if (filter.workload !== undefined && part.workload !== filter.workload) continue;
            lines.push(...explain(item, month, part, currency));
          }
        }
      }
      return lines;
    },
    report: (query) => reportOf(deps, query),
    async nightly() {
      const { time_zone: timeZone } = deps.organization();
      const items = await deps.items();
      if (items.length === 0) return;
      let month = monthOf(new Date(deps.clock.now()), timeZone);
      const kept = await deps.ledger.detailSince();
      for (let back = 0; back < NIGHTLY_MONTHS; back++, month = monthBefore(month)) {
        const { since } = monthSpan(month, timeZone);
        if (since.getTime() < kept.getTime()) break;
        const first = `${month}-01`;
        const next = plusDays(first, 31);
        const there = items.some(({ from, until }) => from < next && (until === undefined || until > first));
        if (!there) continue;
        if (back > 1 && (await bookedIn(month, timeZone)).length > 0) continue;
        await runs(() => runMonth(month, false));
      }
    },
  };
}

function present({ item, shares, booked, missing }: Accrued): AllocationRun['items'][number] {
  const nobody = shares.parts.find(({ workload }) => workload === '')?.amount ?? Decimal.ZERO;
  const amount = shares.failed ? booked : shares.amount;
  return {
    item: item.id,
    category: item.category,
    amount: amount.toFixed(MONEY_SCALE),
    allocated: amount.subtract(nobody).toFixed(MONEY_SCALE),
    unallocated: nobody.toFixed(MONEY_SCALE),
    booked: missing.reduce((sum, one) => sum.add(one.amount), Decimal.ZERO).toFixed(MONEY_SCALE),
    entries: missing.length,
    problems: [...shares.problems],
  };
}

function tell(deps: Pick<FullCostDeps, 'raise'>, month: string, { item, shares }: Accrued): void {
  if (shares.problems.length === 0) return;
  deps.raise({
    kind: 'allocation_failed',
    severity: shares.failed ? 'critical' : 'warning',
    subject: item.id,
    message: `${item.name} of ${month} cannot be shared out as its rule says: ${shares.problems.slice(0, 3).join('; ')}. See weir allocation run ${month} --dry-run.`,
  });
}
