import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { ExchangeRates } from '@weir/core/pricing';
import type { ExchangeRateService } from '../registry/services/exchange-rates.ts';

/** Most rates are quoted against it: pairs without a rate of their own are converted over it. */
const PIVOT = 'EUR';

/**
 * The dated rates among these currencies, as they are known now. `convert` of what it answers throws `not_found` where no rate is
 * known on a day: a missing rate is never taken to be 1.
 */
export async function exchangeRatesAmong(
  service: Pick<ExchangeRateService, 'among'>,
  currencies: Iterable<string>,
): Promise<ExchangeRates> {
  const names = [...new Set(currencies)];
  const rows = names.length < 2 ? [] : await service.among([...new Set([...names, PIVOT])]);
  return new ExchangeRates(
    rows.map(({ base, quote, rate, from }) => ({
      base,
      quote,
      rate: Decimal.from(rate),
      from: Date.parse(from),
    })),
    PIVOT,
  );
}

/** What `convert` answers, or undefined where it knows no rate. */
export function whereKnown<T>(convert: () => T): T | undefined {
  try {
    return convert();
  } catch (error) {
    if (error instanceof WeirError && error.code === 'not_found') return undefined;
    throw error;
  }
}
