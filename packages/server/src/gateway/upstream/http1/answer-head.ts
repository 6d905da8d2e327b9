import { MalformedAnswer } from './malformed.ts';

/** How the end of a body is found. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

export interface ParsedHead {
  readonly status: number;
  /** Flat: name, value; names as they were spelled. */
  readonly headers: string[];
  readonly framing: Framing;
  /** The connection may carry another request when this answer is complete. */
  readonly reusable: boolean;
  /** Seconds the server says it keeps an idle connection. */
  readonly keepAliveSeconds: number | undefined;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const LENGTH = /^[0-9]{1,15}$/;
const TIMEOUT = /(?:^|[,; ])timeout=([0-9]{1,6})(?:$|[,; ])/i;
const NO_BODY: Framing = { kind: 'none' };
const CHUNKED: Framing = { kind: 'chunked' };
const UNTIL_CLOSE: Framing = { kind: 'close' };

type Role = 'plain' | 'length' | 'encoding' | 'connection' | 'keep-alive';
const ROLES: ReadonlyMap<string, Role> = new Map([
  ['content-length', 'length'],
  ['transfer-encoding', 'encoding'],
  ['connection', 'connection'],
  ['keep-alive', 'keep-alive'],
]);
/** Servers spell few names, always alike: what a spelling means is checked once and remembered, within bounds. */
const REMEMBERED = 1_024;
const spellings = new Map<string, Role>();

/**
 * Reads a head: the text between the start of an answer and its empty line, latin1, the last line's CRLF included.
 * Throws MalformedAnswer for whatever two parsers might read differently (RFC 9112 6.3, 11.2): both lengths, repeated or odd
 * ones, folded lines, control characters, bare CR or LF, whitespace around names.
 */
export function parseHead(text: string, toHead: boolean): ParsedHead {
  let at = text.indexOf('\r\n');
  const { status, old } = startOf(text.slice(0, at));
  const headers: string[] = [];
  let length: string | undefined;
  let encoding: string | undefined;
  let connection = '';
  let keepAlive: string | undefined;
  for (let from = at + 2; from < text.length; from = at + 2) {
    at = text.indexOf('\r\n', from);
    if (at === -1) throw new MalformedAnswer('header line without its end');
    const colon = text.indexOf(':', from);
    if (colon === -1 || colon > at) throw new MalformedAnswer('header line without a colon');
    const name = text.slice(from, colon);
    const value = trimmed(text, colon + 1, at);
    if (BAD_VALUE.test(value)) throw new MalformedAnswer('control character in a header');
    headers.push(name, value);
    switch (spellings.get(name) ?? roleOf(name)) {
      case 'length':
        if (length !== undefined) throw new MalformedAnswer('content-length twice');
        length = value;
        break;
      case 'encoding':
        if (encoding !== undefined) throw new MalformedAnswer('transfer-encoding twice');
        encoding = value;
        break;
      case 'connection':
        connection = connection === '' ? value : `${connection},${value}`;
        break;
      case 'keep-alive':
        keepAlive = value;
    }
  }
  const framing = framingOf(status, length, encoding, old, toHead);
  return {
    status,
    headers,
    framing,
    reusable: framing.kind !== 'close' && isReusable(connection, old),
    keepAliveSeconds: keepAlive === undefined ? undefined : secondsOf(keepAlive),
  };
}

interface Start {
  readonly status: number;
  /** HTTP/1.0. */
  readonly old: boolean;
}

let lastLine = '';
let lastStart: Start = { status: 0, old: false };

/** Most answers begin alike: the last first line is remembered. */
function startOf(line: string): Start {
  if (line === lastLine) return lastStart;
  const found = STATUS_LINE.exec(line);
  if (found === null) throw new MalformedAnswer('status line');
  lastStart = { status: Number(found[2]), old: found[1] === '0' };
  lastLine = line;
  return lastStart;
}

function roleOf(name: string): Role {
  if (!NAME.test(name)) throw new MalformedAnswer('header name');
  const role = ROLES.get(name.toLowerCase()) ?? 'plain';
  if (spellings.size < REMEMBERED) spellings.set(name, role);
  return role;
}

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function framingOf(
  status: number,
  length: string | undefined,
  encoding: string | undefined,
  old: boolean,
  toHead: boolean,
): Framing {
  if (length !== undefined && encoding !== undefined) throw new MalformedAnswer('two lengths');
  if (length !== undefined && !LENGTH.test(length)) throw new MalformedAnswer('content-length');
  if (encoding !== undefined && (old || encoding.toLowerCase() !== 'chunked')) {
    throw new MalformedAnswer('transfer-encoding');
  }
  if (status < 200 || status === 204 || status === 304 || toHead) return NO_BODY;
  if (encoding !== undefined) return CHUNKED;
  return length === undefined ? UNTIL_CLOSE : { kind: 'length', length: Number(length) };
}

function isReusable(connection: string, old: boolean): boolean {
  if (connection === '') return !old;
  if (connection === 'keep-alive') return true;
  const options = connection
    .toLowerCase()
    .split(',')
    .map((option) => option.trim());
  return !options.includes('close') && (!old || options.includes('keep-alive'));
}

function secondsOf(keepAlive: string): number | undefined {
  const seconds = TIMEOUT.exec(keepAlive)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
