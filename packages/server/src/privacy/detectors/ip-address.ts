import { isIPv6 } from 'node:net';
import { isWord } from './characters.ts';
import type { Span, TextDetector } from './port.ts';

const QUAD = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/g;
/** A run with a colon after at most four hex digits; what is an address, `isIPv6` says. */
const COLONS = /(?:[0-9a-f]{1,4}:|::)[0-9a-f:.]{1,45}/gi;
const OCTET = /^(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/;
/** `v1.2.3.4`, `version 1.2.3.4`, `Chrome/120.0.0.0`, `pkg@1.2.3.4`, `==1.2.3.4`: a version, not an address. */
const VERSION_BEFORE =
  /(?:\bv|\b(?:version|ver\.?|release|build|revision|firmware|upgrade(?:d)? to|section|§)[:=]? ?v?|[A-Za-z]\/|[A-Za-z0-9]@|[=~^<>]=? ?)$/i;
/** Loopback, unspecified and netmasks tell nothing of anyone. */
const NOBODY = /^(?:0\.|127\.|255\.)/;
/** A shortened address that begins with fewer digits is more often code (`ab::cd`). */
const FIRST_GROUP = /^(?:[0-9a-f]{3,4}:|::ffff:\d|64:ff9b:)/i;

export const ipAddress: TextDetector = {
  name: 'ip_address',
  tail: /[0-9A-Fa-f:.]/,
  find(text) {
    return [...quads(text), ...colons(text)];
  },
};

function quads(text: string): Span[] {
  const found: Span[] = [];
  QUAD.lastIndex = 0;
  for (let match = QUAD.exec(text); match !== null; match = QUAD.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    if (isAddress(text, start, end, match[0])) found.push({ start, end });
  }
  return found;
}

function isAddress(text: string, start: number, end: number, quad: string): boolean {
  const before = text.charCodeAt(start - 1);
  if (start > 0 && (isWord(before) || before === 46)) return false;
  const after = text[end] ?? ' ';
  if (isWord(after.charCodeAt(0)) || (after === '.' && isWord(text.charCodeAt(end + 1)))) return false;
  if (after === '-' && /[A-Za-z]/.test(text[end + 1] ?? '')) return false;
  if (NOBODY.test(quad) || !quad.split('.').every((octet) => OCTET.test(octet))) return false;
  const lead = text.slice(Math.max(0, start - 14), start);
  return (
    !VERSION_BEFORE.test(lead) ||
    /:\/\/$/.test(lead) ||
    /(?:ip|addr|address|host|client|server|remote) ?=$/i.test(lead)
  );
}

function colons(text: string): Span[] {
  const found: Span[] = [];
  COLONS.lastIndex = 0;
  for (let match = COLONS.exec(text); match !== null; match = COLONS.exec(text)) {
    const start = match.index;
    const address = match[0].replace(/[.:]$/, '');
    const end = start + address.length;
    const apart = start === 0 || !(isWord(text.charCodeAt(start - 1)) || text[start - 1] === ':');
    const ends = end === text.length || !isWord(text.charCodeAt(end));
    if (!apart || !ends || !isIPv6(address)) continue;
    if (address.includes('::') && !FIRST_GROUP.test(address)) continue;
    found.push({ start, end });
  }
  return found;
}
