import type { UpstreamRequest } from './contract.ts';

const METHOD = /^[A-Z]+$/;
const BAD_PATH = /[^\x21-\x7e\x80-\xff]/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
/** Where the request ends is this client's to say: a caller that could say it, too, could make two readers see two requests. */
const OWN = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'trailer',
  'te',
]);
type Role = 'pass' | 'own' | 'host';
/** Callers spell few names, always alike: what a spelling means is checked once and remembered, within bounds. */
const REMEMBERED = 1_024;
const spellings = new Map<string, Role>();

/**
 * The head of a request as text, latin1, with its empty line. Headers about the connection or the length are left out; a
 * `host` given replaces that of the origin. Throws TypeError for anything that could end up outside its place: control
 * characters, line breaks.
 */
export function requestHead({ method, path, headers, body }: UpstreamRequest, origin: string): string {
  if (!METHOD.test(method)) throw new TypeError('invalid request method');
  if (!path.startsWith('/') || BAD_PATH.test(path)) throw new TypeError('invalid request path');
  let host = origin;
  let fields = '';
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    const value = headers[i + 1] as string;
    const role = spellings.get(name) ?? roleOf(name);
    if (role === 'own') continue;
    if (BAD_VALUE.test(value)) throw new TypeError(`invalid value of the request header ${name}`);
    if (role === 'host') host = value;
    else fields += `${name}: ${value}\r\n`;
  }
  return `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${fields}${lengthOf(method, body)}\r\n`;
}

function lengthOf(method: string, body: Buffer | undefined): string {
  if (body !== undefined) return `content-length: ${body.length}\r\n`;
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? 'content-length: 0\r\n' : '';
}

function roleOf(name: string): Role {
  if (!NAME.test(name)) throw new TypeError(`invalid request header ${JSON.stringify(name)}`);
  const lower = name.toLowerCase();
  const role: Role = lower === 'host' ? 'host' : OWN.has(lower) ? 'own' : 'pass';
  if (spellings.size < REMEMBERED) spellings.set(name, role);
  return role;
}
