import { fetchAccessToken } from '../access-token.ts';
import type { FetchToken, PlatformRequest } from '../contract.ts';
import { requiredSetting, secretOf } from '../target.ts';
import type { TokenCache } from '../token-cache.ts';

const AUTHORITY = 'https://login.microsoftonline.com';
const SCOPE = 'https://cognitiveservices.azure.com/.default';

/**
 * Headers that authenticate: the key in `keyHeader`, or, where a tenant or client is set, a token of Entra ID for
 * which the secret is the client's.
 */
export function createAzureAuth(
  tokens: TokenCache,
  fetchToken: FetchToken,
): (request: PlatformRequest, keyHeader: string) => readonly string[] | Promise<readonly string[]> {
  return (request, keyHeader) => {
    const { provider, env, now } = request;
    const { settings } = provider;
    const secret = secretOf(provider, env);
    if (settings['tenant_id'] === undefined && settings['client_id'] === undefined) {
      return [keyHeader, secret];
    }
    const tenant = requiredSetting(provider, 'tenant_id');
    const clientId = requiredSetting(provider, 'client_id');
    const scope = settings['scope'] ?? SCOPE;
    const authority = (settings['authority'] ?? AUTHORITY).replace(/\/+$/, '');
    const url = `${authority}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`;
    const form = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      scope,
    };
    const token = tokens.get([url, clientId, scope, secret].join('\n'), now, () =>
      fetchAccessToken(fetchToken, { providerId: provider.id, url, form, now }),
    );
    return token instanceof Promise ? token.then(bearer) : bearer(token);
  };
}

function bearer(token: string): readonly string[] {
  return ['authorization', `Bearer ${token}`];
}
