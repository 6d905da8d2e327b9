import { WeirError } from '@weir/core/errors';
import { guardedUrl } from './address-guard.ts';
import type { FetchToken } from './contract.ts';

/** Tokens are a few kilobytes. */
const LONGEST_ANSWER = 256 * 1024;

/** The part of `fetch` that is used. */
export type FormFetch = (
  url: string,
  init: {
    method: 'POST';
    headers: Record<string, string>;
    body: string;
    redirect: 'error';
    signal: AbortSignal;
  },
) => Promise<{ status: number; arrayBuffer(): Promise<ArrayBuffer> }>;

/**
 * `FetchToken` over a `fetch`. Redirects are not followed: they would carry the credentials elsewhere. An answer of
 * 4xx is handed on if it is JSON (OAuth says there what is wrong). Rejects with WeirError `upstream_unreachable`,
 * `upstream_malformed`, `provider_url_forbidden`; none repeats the form.
 */
export function createFetchToken(fetch: FormFetch, timeoutMs: number): FetchToken {
  return async (url, form) => {
    const { href, host } = guardedUrl(url, {
      allowPrivate: false,
      whose: 'The address of the token endpoint',
    });
    const { status, body } = await post(fetch, href, host, form, timeoutMs);
    if (status >= 500) throw unreachable(host);
    try {
      if (body.byteLength <= LONGEST_ANSWER) return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
    } catch {
      // told below, without the text
    }
    throw new WeirError('upstream_malformed', `The token endpoint ${host} did not answer with JSON.`, {
      remedy: 'Have the operator check the address of the token endpoint in the settings of the provider.',
    });
  };
}

async function post(
  fetch: FormFetch,
  url: string,
  host: string,
  form: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<{ status: number; body: ArrayBuffer }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.status, body: await answer.arrayBuffer() };
  } catch (cause) {
    throw unreachable(host, cause);
  }
}

function unreachable(host: string, cause?: unknown): WeirError {
  return new WeirError('upstream_unreachable', `The token endpoint ${host} cannot be reached.`, {
    remedy: 'Try again; if it stays so, have the operator check the network of the gateway.',
    ...(cause === undefined ? {} : { cause }),
  });
}
