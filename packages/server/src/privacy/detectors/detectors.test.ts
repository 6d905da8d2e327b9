import type { Detector } from '@weir/core/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as apiKey from './fixtures/api-key.ts';
import * as email from './fixtures/email.ts';
import * as iban from './fixtures/iban.ts';
import * as ipAddress from './fixtures/ip-address.ts';
import * as nationalId from './fixtures/national-id.ts';
import * as paymentCard from './fixtures/payment-card.ts';
import * as phone from './fixtures/phone.ts';
import * as privateKey from './fixtures/private-key.ts';
import { detectorsFor, normalise } from './index.ts';

const FIXTURES: Readonly<Record<Detector, { found: readonly string[]; clean: readonly string[] }>> = {
  email,
  phone,
  payment_card: paymentCard,
  iban,
  national_id: nationalId,
  ip_address: ipAddress,
  api_key: apiKey,
  private_key: privateKey,
};
const NAMES = Object.keys(FIXTURES) as Detector[];

function find(name: Detector, text: string) {
  return detectorsFor(new Set([name])).flatMap((detector) => detector.find(normalise(text)));
}

describe.each(NAMES)('%s', (name) => {
  it.each(FIXTURES[name].found)('is found in %j', (text) => {
    expect(find(name, text).length).toBeGreaterThan(0);
    expect(find(name, `(${text})`).length).toBeGreaterThan(0);
  });

  it.each(FIXTURES[name].clean)('is not found in %j', (text) => {
    expect(find(name, text)).toEqual([]);
  });

  it('is found with positions inside of the text, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const { start, end } of find(name, text)) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});
