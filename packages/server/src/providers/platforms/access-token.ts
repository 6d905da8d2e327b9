import { WeirError } from '@weir/core/errors';
import { objectOrNothing } from '../json/narrow.ts';
import type { FetchToken } from './contract.ts';
import type { Token } from './token-cache.ts';

/** OAuth error codes are short words; anything else may repeat what was sent. */
const CODE = /^[a-z_]{1,40}$/;

/**
 * Fetches an OAuth access token. `now` (epoch ms) is taken as the moment of issue. Rejects with WeirError
 * `upstream_unreachable` (from `fetchToken`), `provider_unconfigured` when the credentials are refused,
 * `upstream_malformed` when the answer is no token.
 */
export async function fetchAccessToken(
  fetchToken: FetchToken,
  request: { providerId: string; url: string; form: Readonly<Record<string, string>>; now: number },
): Promise<Token> {
  const { providerId, url, form, now } = request;
  const answer = objectOrNothing(await fetchToken(url, form));
  const value = answer?.['access_token'];
  const seconds = Number(answer?.['expires_in'] ?? Number.NaN);
  if (typeof value === 'string' && value !== '' && seconds > 0) {
    return { value, expiresAt: now + seconds * 1_000 };
  }
  const code = answer?.['error'];
  if (typeof code !== 'string') {
    throw new WeirError(
      'upstream_malformed',
      `The token endpoint of the provider ${providerId} did not answer with an access token.`,
      { remedy: 'Have the operator check the address of the token endpoint in its settings.' },
    );
  }
  throw new WeirError(
    'provider_unconfigured',
    `The token endpoint of the provider ${providerId} refused its credentials${CODE.test(code) ? ` (${code})` : ''}.`,
    { remedy: 'Have the operator renew the credentials of this provider and restart Weir.' },
  );
}
