import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { WeirError } from '@weir/core/errors';
import { type AddressKind, kindOfAddress } from './address-kind.ts';

type ResolvedAddresses = (error: Error | null, addresses: LookupAddress[]) => void;
/** `dns.lookup` asked for all addresses. */
export type LookupAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: ResolvedAddresses,
) => void;
/** What `net.connect` takes as `lookup`. */
export type ConnectLookup = (
  hostname: string,
  options: LookupOptions,
  callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
) => void;

export interface UrlRules {
  /** Names may resolve to private addresses, and http may be used. */
  readonly allowPrivate: boolean;
  /** Whose URL it is, as a sentence begins: `The base_url of the provider groq`. */
  readonly whose: string;
}

/**
 * A URL of a provider, if it is one Weir may call by its text alone. A private or loopback address that is written
 * out is the operator's word and passes; a name is judged when it is resolved, by `guardedLookup`. Throws WeirError
 * `provider_url_forbidden`.
 */
export function guardedUrl(text: string, { allowPrivate, whose }: UrlRules): URL {
  const url = parse(text, whose);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw forbidden(whose, 'is not an http or https address', 'Use an https URL.');
  }
  if (url.username !== '' || url.password !== '') {
    const remedy = 'Put the secret into an environment variable and name it in secret_env.';
    throw forbidden(whose, 'carries a user name or password', remedy);
  }
  const kind = kindOfHost(text, url.hostname);
  if (kind === 'forbidden') {
    const remedy = 'Use the address of the provider itself, written in the usual form.';
    throw forbidden(whose, 'is a link-local, metadata or otherwise reserved address', remedy);
  }
  if (url.protocol === 'http:' && !allowPrivate && kind !== 'private' && kind !== 'loopback') {
    const remedy =
      'Use https, or set allow_private_network: true on the entry if it is a server of your own.';
    throw forbidden(whose, 'would send its secret unencrypted', remedy);
  }
  return url;
}

/**
 * A `lookup` for connections that resolves once and hands on only addresses that may be called: the check is made on
 * the very address that is connected to, so that a name cannot change its mind in between. Connections to an address
 * written out never ask it; those are judged by `guardedUrl`. Fails with WeirError `provider_url_forbidden`.
 */
export function guardedLookup(allowPrivate: boolean, lookup: LookupAll = dnsLookup): ConnectLookup {
  return (hostname, options, callback) => {
    const allowLoopback = allowPrivate || isLocalhost(hostname);
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = addresses.filter(({ address }) =>
        mayCall(kindOfAddress(address), allowPrivate, allowLoopback),
      );
      const first = allowed[0];
      if (first === undefined) callback(refusal(hostname), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function mayCall(kind: AddressKind, allowPrivate: boolean, allowLoopback: boolean): boolean {
  switch (kind) {
    case 'public':
      return true;
    case 'private':
      return allowPrivate;
    case 'loopback':
      return allowLoopback;
    case 'forbidden':
      return false;
  }
}

function kindOfHost(text: string, hostname: string): AddressKind | 'name' {
  if (isLocalhost(hostname)) return 'loopback';
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const family = isIP(bare);
  if (family === 0) return 'name';
  // decimal, octal and hexadecimal forms are read as addresses by URL, and written by those who hide one
  if (family === 4 && writtenHost(text) !== bare) return 'forbidden';
  if (family === 6 && /^::(ffff:)?[0-9a-f]{1,4}:[0-9a-f]{1,4}$/.test(bare)) return 'forbidden';
  return kindOfAddress(bare);
}

/** The host as it stands in the text, before URL makes it regular. */
function writtenHost(text: string): string | undefined {
  return /^\s*[a-z][a-z0-9+.-]*:[/\\]*(?:[^/\\?#]*@)?([^:/\\?#]*)/i.exec(text)?.[1];
}

function isLocalhost(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname);
}

function parse(text: string, whose: string): URL {
  try {
    return new URL(text);
  } catch {
    throw forbidden(whose, 'is not a URL', 'Write it like https://api.example.com/v1.');
  }
}

/** The URL itself is not repeated: it may carry a password. */
function forbidden(whose: string, problem: string, remedy: string): WeirError {
  return new WeirError('provider_url_forbidden', `${whose} ${problem}.`, {
    field: 'base_url',
    remedy,
  });
}

function refusal(hostname: string): WeirError {
  return new WeirError(
    'provider_url_forbidden',
    `The provider's host ${hostname} resolves to a private or reserved address.`,
    {
      field: 'base_url',
      remedy: 'If it is a server of your own, set allow_private_network: true on its entry.',
    },
  );
}
