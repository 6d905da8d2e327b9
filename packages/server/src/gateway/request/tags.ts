import { TAG_NAMES } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { RequestFacts } from '../../providers/index.ts';

export type Tags = readonly (readonly [name: string, value: string])[];

/** Tags with a meaning of their own: those of the vocabulary, and the task that started this one. */
const NAMED = [...TAG_NAMES, 'parent_task'];
const KNOWN: ReadonlySet<string> = new Set(NAMED);
const HEADER_TAGS: ReadonlyMap<string, string> = new Map(
  NAMED.map((name) => [name.replaceAll('_', '-'), name]),
);
const CUSTOM_PREFIX = 'tag-';
const CUSTOM_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
export const MAX_VALUE_LENGTH = 256;
/** Nothing can be looked up under these: addresses lose them on the way. */
const NO_NAME = /^\.{1,2}$/;
export const MAX_CUSTOM_TAGS = 32;
const MAX_BAGGAGE_LENGTH = 8_192;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: anything but ASCII
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/**
 * Tags from `x-weir-<tag>` and `x-weir-tag-<custom name>` headers. Other `x-weir-*` headers are ignored. What a caller
 * states on purpose must be right: throws `invalid_argument` naming the header.
 */
export function headerTags(headers: Tags): Tags {
  const tags: (readonly [string, string])[] = [];
  let custom = 0;
  for (const [name, raw] of headers) {
    let tag = HEADER_TAGS.get(name);
    if (tag === undefined && name.startsWith(CUSTOM_PREFIX)) {
      tag = name.slice(CUSTOM_PREFIX.length);
      custom += 1;
      if (!CUSTOM_NAME.test(tag) || KNOWN.has(tag)) throw badName(name);
      if (custom > MAX_CUSTOM_TAGS) throw tooMany();
    }
    if (tag === undefined) continue;
    const value = decodeHeader(raw).trim();
    if (value === '') continue;
    if (value.length > MAX_VALUE_LENGTH || CONTROL.test(value) || NO_NAME.test(value)) throw badValue(name);
    tags.push([tag, value]);
  }
  return tags;
}

/** Tags from W3C baggage: members `weir.<tag>=<value>`. Others' members are theirs; a bad one of ours is left out. */
export function baggageTags(baggage: string): Tags {
  if (baggage.length > MAX_BAGGAGE_LENGTH) return [];
  const tags: (readonly [string, string])[] = [];
  for (const member of baggage.split(',')) {
    const [pair = ''] = member.split(';');
    const equals = pair.indexOf('=');
    const key = pair.slice(0, equals).trim();
    if (equals === -1 || !key.startsWith('weir.') || tags.length >= MAX_CUSTOM_TAGS) continue;
    const name = key.slice('weir.'.length).replaceAll('-', '_');
    const value = percentDecoded(pair.slice(equals + 1).trim());
    if (isUsable(name, value)) tags.push([name, value]);
  }
  return tags;
}

/**
 * Tags from the request body: `user`, and members of `metadata` named as a tag, bare or as `weir_<tag>`. The body is
 * the provider's business first, so what does not fit is left out.
 */
export function metadataTags(facts: RequestFacts): Tags {
  const tags: (readonly [string, string])[] = [];
  for (const [key, value] of Object.entries(facts.metadata ?? {})) {
    const name = key.startsWith('weir_') ? key.slice('weir_'.length) : key;
    if (KNOWN.has(name) && typeof value === 'string' && isUsable(name, value)) tags.push([name, value]);
  }
  if (facts.user !== undefined && isUsable('user', facts.user)) tags.push(['user', facts.user]);
  return tags;
}

function isUsable(name: string, value: string | undefined): value is string {
  if (value === undefined || value === '' || value.length > MAX_VALUE_LENGTH) return false;
  if (CONTROL.test(value) || NO_NAME.test(value)) return false;
  return KNOWN.has(name) || CUSTOM_NAME.test(name);
}

/** Header bytes beyond ASCII are UTF-8 from every client that means text. */
function decodeHeader(value: string): string {
  return BEYOND_ASCII.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function badName(header: string): WeirError {
  return new WeirError('invalid_argument', `x-weir-${header.slice(0, 80)} does not name a custom tag.`, {
    field: `x-weir-${header.slice(0, 80)}`,
    remedy: 'Use lower-case letters, digits, "-" and "_", at most 63, and no name Weir itself uses.',
  });
}

function badValue(header: string): WeirError {
  return new WeirError(
    'invalid_argument',
    `The value of x-weir-${header} is longer than ${MAX_VALUE_LENGTH} characters, holds control characters, or is "." or "..".`,
    { field: `x-weir-${header}`, remedy: 'Send a short plain text.' },
  );
}

function tooMany(): WeirError {
  return new WeirError('invalid_argument', `More than ${MAX_CUSTOM_TAGS} x-weir-tag-* headers.`, {
    field: 'x-weir-tag-*',
    remedy: `Send at most ${MAX_CUSTOM_TAGS} custom tags.`,
  });
}
