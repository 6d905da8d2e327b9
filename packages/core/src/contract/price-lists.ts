import { z } from 'zod';
import { priceOverride, priceView } from './prices.ts';
import { decimalString, instant } from './primitives.ts';

export const PRICE_LIST_STATES = ['proposed', 'approved', 'rejected'] as const;
export type PriceListState = (typeof PRICE_LIST_STATES)[number];

/** raised, lowered: every rate that differs goes that way. changed: some up and some down, or steps and conditions differ. */
export const PRICE_CHANGES = ['added', 'removed', 'raised', 'lowered', 'changed'] as const;

/** What a list changes about one model. */
export const priceChange = z.object({
  provider: z.string(),
  model: z.string(),
  change: z.enum(PRICE_CHANGES),
  rates: z.array(
    z.object({
      /** Unit id, or the list's own key where no unit has it. */
      unit: z.string(),
      /** First day of the dated price; absent for the undated one. */
      from: z.string().optional(),
      /** As the list writes it: US dollars for the unit's `per`; steps behind it. Absent: it was not priced. */
      before: z.string().optional(),
      after: z.string().optional(),
      /** Change of the base rate; absent where there is none to compare. */
      percent: decimalString.optional(),
    }),
  ),
});
export type PriceChange = z.infer<typeof priceChange>;

/** A version of the price list. Approved ones hold from their instant until the next one's, for ever. */
export const priceList = z.object({
  id: z.string(),
  /** As the list names itself: package and version. */
  version: z.string(),
  /** SHA-256 of the content, hex. */
  digest: z.string(),
  state: z.enum(PRICE_LIST_STATES),
  /** Absent: since ever (the first list), or not approved. */
  from: instant.optional(),
  /** The next approved list takes over here. */
  until: instant.optional(),
  in_force: z.boolean(),
  /** Where it came from: `bundled`, a file. */
  source: z.string(),
  changes: z.record(z.enum(PRICE_CHANGES), z.number().int()),
  proposed_by: z.string(),
  proposed_at: instant,
  decided_by: z.string().optional(),
  decided_at: instant.optional(),
  decision_note: z.string().optional(),
});
export type PriceListView = z.infer<typeof priceList>;

export const priceListDetail = priceList.extend({ diff: z.array(priceChange) });
export type PriceListDetail = z.infer<typeof priceListDetail>;

/** `POST /prices/lists`: a data set in the format of catalog/prices/list.json. */
export const proposePriceList = z
  .object({
    content: z.record(z.string(), z.unknown()),
    /** Where it was got: a file, a page. */
    source: z.string().min(1).max(500),
    /** Only tells what would change. */
    dry_run: z.boolean().default(false),
  })
  .strict();

export const decidePriceList = z
  .object({
    /** Approval only; absent: now. */
    from: instant.optional(),
    note: z.string().min(1).max(1_000).optional(),
  })
  .strict();

/** `GET /prices/{provider}/{model}/history`: what applied when, oldest first, without gaps. Standard service. */
export const priceHistory = z.object({
  provider: z.string(),
  model: z.string(),
  since: instant,
  until: instant,
  steps: z.array(
    z.object({
      from: instant,
      /** Exclusive. */
      until: instant,
      ref: z.string(),
      priced: z.boolean(),
      currency: z.string().length(3),
      /** Version of the price list in force. */
      list: z.string(),
      rates: priceView.shape.rates,
    }),
  ),
  overrides: z.array(priceOverride),
});
export type PriceHistory = z.infer<typeof priceHistory>;

const share = z.object({ cost: decimalString, charges: z.number().int(), share: z.number() });

/** `GET /prices/coverage`: by what prices the charges of a range were priced. Shares are of cost, 0 to 1. */
export const priceCoverage = z.object({
  since: instant,
  until: instant,
  currency: z.string().length(3),
  cost: decimalString,
  /** Of the kinds of price: `list`, `catalog`, `override`, `fallback`, `agreement`, `rerate`, `other`. */
  by_kind: z.record(z.string(), share),
  models: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      cost: decimalString,
      charges: z.number().int(),
      refs: z.array(
        z.object({ ref: z.string(), kind: z.string(), cost: decimalString, charges: z.number().int() }),
      ),
      /** The book has a price for it now. */
      known: z.boolean(),
    }),
  ),
  /** Charged at a fallback: `provider/model`, dearest first. */
  without_price: z.array(z.string()),
});
export type PriceCoverage = z.infer<typeof priceCoverage>;

export const priceConflict = z.object({ subject: z.string(), message: z.string() });

/** Contradictions among overrides: two that hold at once for the same thing. */
export const priceConflicts = z.object({ data: z.array(priceConflict) });
export type PriceConflicts = z.infer<typeof priceConflicts>;

export const endPriceOverride = z
  .object({
    /** Never before now: what is past keeps its price. Absent: now. */
    at: instant.optional(),
  })
  .strict();
