import { DETECTORS } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { detectorsFor, normalise } from './index.ts';

/** Texts that lead a careless expression to try again and again. */
const NASTY = [
  ...[
    'a',
    '@',
    'a@',
    'a.',
    'a@a.',
    '.@',
    '%@%',
    '1',
    '1 ',
    '1-',
    '4 ',
    '4111 ',
    '4111-1111 ',
    '0',
    '00 ',
    '0 1',
    '01 ',
  ],
  ...[
    '+',
    '+1',
    '+1 ',
    '(',
    '(1) ',
    '1.',
    '1.1',
    ':',
    '::',
    'a:',
    'ab:cd',
    'GB82 ',
    'GB82',
    'AA00A',
    'DE',
    '-',
    '- ',
  ],
  ...[
    'sk-',
    'sk-a1',
    'eyJ',
    'eyJ-',
    'eyJa.',
    'eyJaaaaaaaaaa.',
    'key',
    'key=',
    'key: ',
    'key    ',
    'token token',
  ],
  ...[
    'Bearer ',
    'password',
    'api_key',
    'AKIA',
    'aws',
    'aA1',
    'A1b2C3d4/',
    'xoxb-',
    '\\n',
    '\n',
    ' ',
    '\u0661',
    '１',
  ],
  ...['-----BEGIN PRIVATE KEY-----', '-----BEGIN ', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0'],
  ...[
    'ABCDEF12A34B567C',
    '12.345.678',
    '123-45-6789 ',
    '123.456.789-09',
    '[EMAIL_1]',
    '[EMAIL_',
    '-----END ',
  ],
];
const LENGTH = 60_000;
/** A quadratic search takes many seconds here; the slowest of these takes some 15 milliseconds. */
const LIMIT_MS = 1_000;

describe('every detector', () => {
  it.each(NASTY)('takes linear time for many %j', (piece) => {
    const text = normalise(piece.repeat(Math.ceil(LENGTH / piece.length)));
    for (const detector of detectorsFor(new Set(DETECTORS))) {
      const started = performance.now();
      detector.find(text);
      const took = performance.now() - started;
      expect(`${detector.name} ${took < LIMIT_MS ? 'fast' : `took ${took} ms`}`).toBe(
        `${detector.name} fast`,
      );
    }
  });
});
