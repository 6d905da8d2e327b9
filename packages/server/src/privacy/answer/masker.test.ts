import { DETECTORS } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import * as apiKey from '../detectors/fixtures/api-key.ts';
import * as email from '../detectors/fixtures/email.ts';
import * as iban from '../detectors/fixtures/iban.ts';
import * as ipAddress from '../detectors/fixtures/ip-address.ts';
import * as nationalId from '../detectors/fixtures/national-id.ts';
import * as paymentCard from '../detectors/fixtures/payment-card.ts';
import * as phone from '../detectors/fixtures/phone.ts';
import * as privateKey from '../detectors/fixtures/private-key.ts';
import { createInspector, FindCounter } from '../inspect.ts';
import { Masker } from './masker.ts';

const LISTS = { apiKey, email, iban, ipAddress, nationalId, paymentCard, phone, privateKey };
const inspector = createInspector(Object.fromEntries(DETECTORS.map((name) => [name, 'redact'])));

function masked(text: string, size: number): string {
  if (inspector === undefined) throw new Error('no inspector');
  const masker = new Masker({ inspector, found: new FindCounter(), json: false });
  let out = '';
  for (let at = 0; at < text.length; at += size) out += masker.push(text.slice(at, at + size), false);
  return out + masker.push('', true);
}

describe.each(Object.entries(LISTS))('a mask over %s', (_name, { found, clean }) => {
  it.each([1, 3, 7])('is the same in pieces of %i characters as in one', (size) => {
    for (const text of [...found, ...clean]) {
      const sentence = `well, here you are: ${text}. and that is all there is to say`;
      expect(masked(sentence, size)).toBe(masked(sentence, sentence.length));
    }
  });
});

describe('a key longer than the window', () => {
  const LINE = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
  const header = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n';
  it.each([1, 2, 5, 64])('is masked as a whole in pieces of %i characters', (size) => {
    for (const lead of ['', header]) {
      const body = `${lead}${`${LINE}\n`.repeat(24)}AbCd==`;
      const text = `take this: -----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\nand keep it safe`;
      expect(masked(text, size)).toBe('take this: [PRIVATE_KEY]\nand keep it safe');
    }
  });
});
