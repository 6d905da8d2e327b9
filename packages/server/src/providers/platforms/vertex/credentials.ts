import { WeirError } from '@weir/core/errors';
import { objectOrNothing } from '../../json/narrow.ts';
import { fetchAccessToken } from '../access-token.ts';
import type { PlatformDeps, PlatformProvider, PlatformRequest } from '../contract.ts';
import { secretOf } from '../target.ts';
import { type Token, TokenCache } from '../token-cache.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const TOKEN_URI = 'https://oauth2.googleapis.com/token';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Google takes assertions that live for an hour at most. */
const ASSERTION_SECONDS = 3_600;

interface ServiceAccount {
  readonly clientEmail: string;
  readonly privateKey: string;
  readonly privateKeyId: string | undefined;
  readonly tokenUri: string;
}

/**
 * Access tokens of providers on Vertex: of a service account, whose JSON is the secret or lies in the file that
 * settings.credentials_file names, or the secret itself when it is a token already.
 */
export function createVertexTokens({
  fetchToken,
  readFile,
}: PlatformDeps): (request: PlatformRequest) => string | Promise<string> {
  const tokens = new TokenCache();
  const accounts = new Map<string, ServiceAccount>();
  const files = new Map<string, string>();

  function credentialsOf(provider: PlatformProvider, env: PlatformRequest['env']): string {
    const path = provider.settings['credentials_file'];
    if (path === undefined) return secretOf(provider, env);
    const known = files.get(path);
    if (known !== undefined) return known;
    const text = readOrRefuse(() => readFile(path).trim(), provider.id);
    files.set(path, text);
    return text;
  }

  function accountOf(text: string, provider: PlatformProvider): ServiceAccount {
    const known = accounts.get(text);
    if (known !== undefined) return known;
    const account = parseAccount(text, provider.id);
    accounts.set(text, account);
    return account;
  }

  return ({ provider, env, now }) => {
    const text = credentialsOf(provider, env);
    if (!text.startsWith('{')) return text;
    const account = accountOf(text, provider);
    return tokens.get(text, now, () => exchange(account, provider.id, now, fetchToken));
  };
}

async function exchange(
  account: ServiceAccount,
  providerId: string,
  now: number,
  fetchToken: PlatformDeps['fetchToken'],
): Promise<Token> {
  const assertion = await assertionOf(account, providerId, now);
  const form = { grant_type: GRANT, assertion };
  return fetchAccessToken(fetchToken, { providerId, url: account.tokenUri, form, now });
}

/** The signed statement of who we are. `jose` is loaded on first use: installations without Vertex do not carry it. */
async function assertionOf(account: ServiceAccount, providerId: string, now: number): Promise<string> {
  const { importPKCS8, SignJWT } = await import('jose');
  const issuedAt = Math.floor(now / 1_000);
  try {
    const key = await importPKCS8(account.privateKey, 'RS256');
    return await new SignJWT({ scope: SCOPE })
      .setProtectedHeader({
        alg: 'RS256',
        typ: 'JWT',
        ...(account.privateKeyId === undefined ? {} : { kid: account.privateKeyId }),
      })
      .setIssuer(account.clientEmail)
      .setAudience(account.tokenUri)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ASSERTION_SECONDS)
      .sign(key);
  } catch {
    // the reason may quote the key
    throw refused(providerId, 'holds a private_key that cannot be read');
  }
}

function parseAccount(text: string, providerId: string): ServiceAccount {
  let value: Record<string, unknown> | undefined;
  try {
    value = objectOrNothing(JSON.parse(text));
  } catch {
    throw refused(providerId, 'is not JSON');
  }
  const member = (name: string) => {
    const found = value?.[name];
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const clientEmail = member('client_email');
  const privateKey = member('private_key');
  if (clientEmail === undefined || privateKey === undefined) {
    throw refused(providerId, 'lacks client_email or private_key');
  }
  return {
    clientEmail,
    privateKey,
    privateKeyId: member('private_key_id'),
    tokenUri: httpsOnly(member('token_uri') ?? TOKEN_URI, providerId),
  };
}

/** The assertion is as good as a key: it goes nowhere unencrypted, except to this machine. */
function httpsOnly(uri: string, providerId: string): string {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const local = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && local)) return uri;
  throw refused(providerId, 'has a token_uri that is not https');
}

function readOrRefuse(read: () => string, providerId: string): string {
  try {
    return read();
  } catch (cause) {
    throw new WeirError(
      'provider_unconfigured',
      `The credentials file of the provider ${providerId} cannot be read.`,
      {
        field: 'settings.credentials_file',
        remedy: 'Have the operator correct the path and restart Weir.',
        cause,
      },
    );
  }
}

function refused(providerId: string, problem: string): WeirError {
  return new WeirError(
    'provider_unconfigured',
    `The service account of the provider ${providerId} ${problem}.`,
    {
      remedy:
        'Have the operator give the JSON of a service account key as Google issues it, and restart Weir.',
    },
  );
}
