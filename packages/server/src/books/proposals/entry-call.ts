import { createHash } from 'node:crypto';
import {
  ATTRIBUTION_TAGS,
  type CallFact,
  type Dialect,
  type EntryFact,
  type ProposedEntry,
} from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { movedCall } from './moved-call.ts';
import { unitPriceOf } from './unit-price.ts';

/** Which entry of which proposal, and what all its entries have alike. */
export interface EntryPlace {
  proposal: string;
  piece: number;
  /** Within its piece. */
  position: number;
  kind: EntryFact['kind'];
  reason: string;
  /** When it was approved: the same in every try, so that a repeated batch is the same batch. */
  bookedAt: string;
}

const PER = 1_000_000;

/**
 * The record of the ledger that an approved entry becomes: one charge whose cost is as approved. Its unit price is what
 * that cost comes to per million, rounded half-even to 12 decimals, for reading only. Without a tag that attribution
 * needs it is quarantined: it counts, but not as covered.
 */
export function callOfEntry(entry: ProposedEntry, place: EntryPlace): CallFact {
  const plain = plainCall(entry, place);
  return entry.moved === undefined ? plain : movedCall(plain, { ...entry, moved: entry.moved });
}

function plainCall(entry: ProposedEntry, place: EntryPlace): CallFact {
  const { provider, model, tags, currency } = entry;
  const at = entry.at;
  const missing = ATTRIBUTION_TAGS.filter((name) => (tags[name] ?? '') === '');
  return {
    call_id: entryId(place, at),
    source: 'books',
    instance: 'books',
    sandbox: false,
    started_at: at,
    ended_at: at,
    duration_ms: 0,
    dialect: DIALECTS[provider] ?? 'openai',
    operation: place.kind,
    stream: false,
    provider,
    requested_model: model,
    model,
    ...(entry.key === undefined ? {} : { key: entry.key }),
    tags,
    tag_sources: Object.fromEntries(Object.keys(tags).map((name) => [name, 'derived' as const])),
    attribution: missing.length === 0 ? 'complete' : 'quarantined',
    missing_tags: missing,
    status: 'ok',
    http_status: 200,
    usage: {},
    tool_calls: 0,
    tool_names: [],
    request_bytes: 0,
    response_bytes: 0,
    attempts: [{ attempt: 1, provider, model, started_at: at, duration_ms: 0 }],
    charges: [
      {
        attempt: 1,
        unit: entry.unit,
        quantity: entry.quantity,
        list_unit_price: unitPriceOf(entry.list_cost, entry.quantity, PER),
        contracted_unit_price: unitPriceOf(entry.contracted_cost, entry.quantity, PER),
        per: PER,
        list_cost: money(entry.list_cost),
        contracted_cost: money(entry.contracted_cost),
        effective_cost: money(entry.effective_cost),
        currency,
        category: entry.category,
        price_ref: entry.price_ref,
        priced: true,
        estimated: false,
      },
    ],
    cost: money(entry.effective_cost),
    reserved_cost: '0.000000000000',
    currency,
    priced: true,
    estimated: false,
    entry: {
      kind: place.kind,
      calls: entry.calls,
      booked_at: place.bookedAt,
      proposal: place.proposal,
      reason: place.reason,
      ...(entry.corrects === undefined ? {} : { corrects: entry.corrects }),
      ...(entry.source_line === undefined ? {} : { source_line: entry.source_line }),
      ...(entry.invoice === undefined ? {} : { invoice: entry.invoice }),
    },
  };
}

/**
 * A UUID of version 8 (RFC 9562) that begins with the time of the entry, as ids of calls do: the same entry of the same
 * proposal always has the same, however often it is booked.
 */
export function entryId({ proposal, piece, position }: EntryPlace, at: string): string {
  const digest = createHash('sha256').update(`${proposal}/${piece}/${position}`).digest('hex');
  const time = Math.max(0, Date.parse(at)).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8${digest.slice(0, 3)}-a${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}

const money = (text: string) => Decimal.from(text).toFixed(MONEY_SCALE);

const DIALECTS: Readonly<Record<string, Dialect>> = {
  anthropic: 'anthropic',
  google: 'gemini',
  gemini: 'gemini',
};
