import type { Span, TextDetector } from './port.ts';

const LOCAL_LIMIT = 64;
const DOMAIN_LIMIT = 253;
const LOCAL = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-\u00c0-\u1fff]/;
const DOMAIN = /[A-Za-z0-9.\-\u00c0-\u1fff]/;
const LABELS = /^(?:[^.-][^.]{0,62}\.)+(?:[A-Za-z\u00c0-\u1fff]{2,24}|xn--[A-Za-z0-9-]{2,59})/;
/** Allowed in an address, but at its start rather a sign of the text around it. */
const LEADING = /^[.!#$%&'*+/=?^`{|}~-]+/;
/** Files of twice-size images: `logo@2x.png`. */
const IMAGE_SCALE = /^\d(?:\.\d)?x\./;

/** Walks outward from every `@`, a bounded way. */
export const email: TextDetector = {
  name: 'email',
  tail: DOMAIN,
  find(text) {
    const found: Span[] = [];
    let taken = 0;
    for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
      const end = domainEnd(text, at + 1);
      if (end === -1) continue;
      const start = localStart(text, at, taken);
      if (start === at || isRemote(text, start, at, end)) continue;
      found.push({ start, end });
      taken = end;
    }
    return found;
  },
};

function localStart(text: string, at: number, floor: number): number {
  let start = at;
  const limit = Math.max(floor, at - LOCAL_LIMIT);
  while (start > limit && LOCAL.test(text[start - 1] ?? '')) start -= 1;
  if (/[ntr]/.test(text[start] ?? '') && text[start - 1] === '\\') start += 1;
  const local = text.slice(start, at);
  // user:password@host and key=name@host: what follows the last of these is the address
  const assigned = Math.max(local.lastIndexOf('='), local.lastIndexOf('/')) + 1;
  const rest = local.slice(assigned);
  const lead = LEADING.exec(rest)?.[0].length ?? 0;
  return rest.endsWith('.') ? at : start + assigned + lead;
}

function domainEnd(text: string, from: number): number {
  let end = from;
  const limit = Math.min(text.length, from + DOMAIN_LIMIT);
  while (end < limit && DOMAIN.test(text[end] ?? '')) end += 1;
  const domain = LABELS.exec(text.slice(from, end))?.[0];
  return domain === undefined || IMAGE_SCALE.test(domain) ? -1 : from + domain.length;
}

/** `git@github.com:org/repo` names a repository. */
function isRemote(text: string, start: number, at: number, end: number): boolean {
  return text[end] === ':' && text.slice(start, at) === 'git';
}
