import { createHash } from 'node:crypto';
import type { CallFact, CostItem } from '@weir/core/contract';
import { type Decimal, MONEY_SCALE } from '@weir/core/money';
import { callOfEntry } from '../proposals/entry-call.ts';

/** An amount that the ledger lacks, or has too much of, on a day. */
export interface Missing {
  item: CostItem;
  workload: string;
  /** Of the workload; none for what nobody bears. */
  tags: Readonly<Record<string, string>>;
  day: string;
  /** Noon of it. */
  at: Date;
  amount: Decimal;
  /** Entries there were of the item that day: a difference that comes back is another entry. */
  before: number;
}

/** Nobody bills it: the house itself is the provider. */
const PROVIDER = 'internal';

/** The record of the ledger it becomes. The same difference at the same state of the books always has the same id. */
export function entryOf(missing: Missing, currency: string, bookedAt: string): CallFact {
  const { item, tags, at, amount } = missing;
  const cost = amount.toFixed(MONEY_SCALE);
  const call = callOfEntry(
    {
      at: at.toISOString(),
      provider: PROVIDER,
      model: '',
      unit: 'share',
      category: item.category,
      quantity: '0',
      calls: 0,
      list_cost: cost,
      contracted_cost: cost,
      effective_cost: cost,
      currency,
      price_ref: `item:${item.id}`,
      tags: { ...tags },
    },
    {
      proposal: '',
      piece: 0,
      position: 0,
      kind: 'allocation',
      reason: `${item.name}: share of ${missing.day}. Source: ${item.source}`.slice(0, 1_000),
      bookedAt,
    },
  );
  const { proposal: _, ...entry } = call.entry ?? {
    kind: 'allocation',
    calls: 0,
    booked_at: bookedAt,
    reason: '',
  };
  return { ...call, call_id: idOf(missing), sandbox: item.sandbox, entry };
}

/** UUID of version 8 that begins with the time of the entry, as ids of calls do. */
function idOf({ item, workload, day, at, amount, before }: Missing): string {
  const name = JSON.stringify(['allocation', item.id, workload, day, before, amount.toString()]);
  const digest = createHash('sha256').update(name).digest('hex');
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8${digest.slice(0, 3)}-a${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}

/** Of a batch: what is in it. */
export function tokenOf(calls: readonly CallFact[]): string {
  const digest = createHash('sha256');
  for (const { call_id } of calls) digest.update(call_id);
  return `books/allocation/${digest.digest('hex').slice(0, 32)}`;
}
