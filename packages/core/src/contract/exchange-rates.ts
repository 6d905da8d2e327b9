import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';

const currency = z.string().regex(/^[A-Z]{3}$/, 'a currency code such as USD');
const rate = decimalString.refine((text) => !text.startsWith('-') && /[1-9]/.test(text), 'greater than 0');

/**
 * One unit of `base` is `rate` units of `quote` from that instant until the next rate. Never changed: of two of the same
 * instant the one that was told later counts.
 */
export const exchangeRate = z.object({
  id: z.string(),
  base: currency,
  quote: currency,
  rate,
  from: instant,
  source: z.string(),
  created_at: instant,
});
export type ExchangeRateView = z.infer<typeof exchangeRate>;

export const createExchangeRate = z
  .object({
    base: currency,
    quote: currency,
    rate,
    /** Absent: now. */
    from: instant.optional(),
    source: z.string().min(1).max(500),
  })
  .strict()
  .refine(({ base, quote }) => base !== quote, { path: ['quote'], message: 'another currency than base' });
export type CreateExchangeRate = z.infer<typeof createExchangeRate>;

/** `POST /exchange-rates/import`: rates that are known already, equal ones, are not kept twice. */
export const importExchangeRates = z
  .object({ rates: z.array(createExchangeRate).min(1).max(5_000) })
  .strict();
export const importedExchangeRates = z.object({
  added: z.number().int(),
  unchanged: z.number().int(),
});
export type ImportedExchangeRates = z.infer<typeof importedExchangeRates>;
