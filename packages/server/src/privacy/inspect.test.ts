import { describe, expect, it } from 'vitest';
import { createInspector } from './inspect.ts';

const IBAN = 'DE89 3704 0044 0532 0130 00';

describe('finds that overlap', () => {
  it('takes digits inside an account number for that number, not for a phone', () => {
    const inspector = createInspector({ phone: 'redact', iban: 'flag' });
    expect(inspector?.find(`Pay to ${IBAN} today`)).toEqual([
      { start: 7, end: 7 + IBAN.length, detector: 'iban', action: 'flag' },
    ]);
  });

  it('still finds a phone beside it', () => {
    const inspector = createInspector({ phone: 'redact', iban: 'flag' });
    const found = inspector?.find(`${IBAN}, call +49 30 901820`).map(({ detector }) => detector);
    expect(found).toEqual(['iban', 'phone']);
  });
});
