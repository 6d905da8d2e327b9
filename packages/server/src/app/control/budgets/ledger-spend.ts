import type { ModelTier } from '@weir/core/contract';
import { modelFacts } from '@weir/core/pricing';
import type { LedgerStore, SpendScope } from '../../../ledger/port.ts';
import type { Spend, SpendAsk } from '../../../limits/budgets/authority/ledger-reader.ts';
import { matchesSubject } from '../../../limits/subject.ts';
import { systemClock } from '../../../platform/clock.ts';
import type { Stores } from '../stores.ts';

/** The last instant a Date can hold. */
const END_OF_TIME = 8.64e15;
const MOST_MODELS = 10_000;

/** What budgets have spent by the ledger, and what batches under way hold: the most they may cost, until they are charged. */
export function ledgerSpend({ ledger, registry, catalog, priceBook }: Stores): Spend {
  const tierOf = (provider: string, model: string): ModelTier | undefined =>
    modelFacts(catalog.models, priceBook(), { provider, model, at: systemClock.now() })?.tier;

  return async (asks) => {
    const models = asks.some(({ budget }) => budget.scope['tier'] !== undefined)
      ? await billedModels(ledger, asks)
      : [];
    const ofTier = (tier: string) => models.filter(({ provider, model }) => tierOf(provider, model) === tier);
    const held = await heldByBatches(registry, asks);
    const sums = await ledger.spend(asks.map((ask) => scopeOf(ask, ofTier)));
    const { workloads } = registry.compile();
    return asks.map(({ budget, since }, i) => {
      let sum = sums[i] ?? 0n;
      for (const [workload, amount] of held.get(since) ?? []) {
        const subject = { key: '', tags: { ...workloads[workload]?.tags, workload } };
        if (matchesSubject(budget.scope, subject)) sum += amount;
      }
      return sum;
    });
  };
}

function scopeOf(
  { budget: { scope }, since, until, after }: SpendAsk,
  ofTier: (tier: string) => NonNullable<SpendScope['models']>,
): SpendScope {
  const { tier } = scope;
  return {
    since: new Date(since),
    ...(until < END_OF_TIME ? { until: new Date(until) } : {}),
    scope,
    after,
    ...(tier === undefined ? {} : { models: ofTier(tier) }),
  };
}

async function billedModels(
  ledger: LedgerStore,
  asks: readonly SpendAsk[],
): Promise<{ provider: string; model: string }[]> {
  const { rows } = await ledger.costs({
    since: new Date(Math.min(...asks.map(({ since }) => since))),
    until: new Date(systemClock.now() + 86_400_000),
    by: ['provider', 'model'],
    filter: {},
    timeZone: 'UTC',
    limit: MOST_MODELS,
    sandbox: 'include',
  });
  return rows.map(({ group }) => ({ provider: group['provider'] ?? '', model: group['model'] ?? '' }));
}

async function heldByBatches(
  registry: Stores['registry'],
  asks: readonly SpendAsk[],
): Promise<Map<number, ReadonlyMap<string, bigint>>> {
  const held = new Map<number, ReadonlyMap<string, bigint>>();
  for (const { since } of asks) {
    if (!held.has(since)) held.set(since, await registry.resources.heldSince(new Date(since)));
  }
  return held;
}
