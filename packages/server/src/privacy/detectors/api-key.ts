import type { Span, TextDetector } from './port.ts';

/** Keys whose makers gave them a form of their own. Every repetition is bounded. */
const SHAPES = [
  'sk-ant-[A-Za-z0-9_-]{20,200}',
  'sk-[A-Za-z0-9_-]{20,250}',
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}',
  'gh[pousr]_[A-Za-z0-9]{36,255}',
  'github_pat_[A-Za-z0-9_]{22,255}',
  'glpat-[A-Za-z0-9_-]{20,64}',
  'AIza[A-Za-z0-9_-]{35}',
  'ya29\\.[A-Za-z0-9_-]{20,300}',
  'xox[abeoprs]-[A-Za-z0-9-]{10,250}',
  'xapp-\\d-[A-Za-z0-9-]{20,200}',
  '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,250}',
  'whsec_[A-Za-z0-9]{24,100}',
  'wk_[A-Za-z0-9]{20,100}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-[A-Za-z0-9_-]{50,250}',
  'hf_[A-Za-z0-9]{30,60}',
  'gsk_[A-Za-z0-9]{40,80}',
  'xai-[A-Za-z0-9]{40,120}',
  'SG\\.[A-Za-z0-9_-]{20,24}\\.[A-Za-z0-9_-]{40,46}',
];
const KNOWN = new RegExp(`(?:${SHAPES.join('|')})(?![A-Za-z0-9_])`, 'g');
/** Apart from the others: its parts are long, so that it may only be tried where one can begin. */
const JWT =
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{10,1500}(?![A-Za-z0-9_])/g;
/** A name that announces a secret, an assignment, and the value. */
const ASSIGNED =
  /(?:api|access|auth|secret|private|client|bearer|signing|encryption|account)?[_. -]?(?:key|token|secret|password|passwd|pwd|authorization|credential)s?(?:[_. -]?(?:id|base64))?\\?["'`]?\s{0,4}(?:=>|:=|=|:)\s{0,4}(?:(?:Bearer|Basic|token)\s{1,4})?\\?["'`]?([A-Za-z0-9_./+~-]{16,512}={0,2})/gi;
const BEARER = /\bBearer\s{1,4}([A-Za-z0-9_./+~-]{20,512}={0,2})/g;
const AWS_ID = /(?:AKIA|ASIA)[A-Z0-9]{16}/;
const AWS_SECRET = /[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g;
/** An AWS secret has no form of its own; it counts near an access key id or a name that says aws. */
const AWS_REACH = 200;

export const apiKey: TextDetector = {
  name: 'api_key',
  tail: /[A-Za-z0-9_./+=~-]/,
  find(text) {
    return [
      ...known(text),
      ...tokens(text),
      ...assigned(text, ASSIGNED),
      ...assigned(text, BEARER),
      ...awsSecrets(text),
    ];
  },
};

function known(text: string): Span[] {
  const found: Span[] = [];
  KNOWN.lastIndex = 0;
  for (let match = KNOWN.exec(text); match !== null; match = KNOWN.exec(text)) {
    const before = text[match.index - 1];
    const escaped = text[match.index - 2] === '\\' && /[ntr]/.test(before ?? '');
    if (before !== undefined && /[A-Za-z0-9_]/.test(before) && !escaped) continue;
    if (match[0].startsWith('sk-') && !isRandom(match[0].slice(3))) continue;
    found.push({ start: match.index, end: match.index + match[0].replace(/[-.]+$/, '').length });
  }
  return found;
}

function tokens(text: string): Span[] {
  return Array.from(text.matchAll(JWT), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function assigned(text: string, shape: RegExp): Span[] {
  const found: Span[] = [];
  shape.lastIndex = 0;
  for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
    const value = match[1] ?? '';
    const end = match.index + match[0].length;
    if (isRandom(value)) found.push({ start: end - value.length, end });
  }
  return found;
}

function awsSecrets(text: string): Span[] {
  if (!AWS_ID.test(text) && !/aws/i.test(text)) return [];
  const found: Span[] = [];
  AWS_SECRET.lastIndex = 0;
  for (let match = AWS_SECRET.exec(text); match !== null; match = AWS_SECRET.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    if (start > 0 && /[A-Za-z0-9/+]/.test(text[start - 1] ?? '')) {
      AWS_SECRET.lastIndex = end;
      continue;
    }
    const around = text.slice(Math.max(0, start - AWS_REACH), end + AWS_REACH);
    if ((AWS_ID.test(around) || /aws/i.test(around)) && isRandom(match[0])) found.push({ start, end });
  }
  return found;
}

/** Letters and digits mixed, and many different ones: no words, no paths, no plain numbers. */
function isRandom(value: string): boolean {
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)) return false;
  return entropy(value) >= 3.2;
}

/** Bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
