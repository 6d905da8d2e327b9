import type { WireDialect } from '../../contract.ts';
import type { Platform, PlatformProvider, PlatformRequest, PreparedRequest } from '../contract.ts';
import { headerOf } from '../flat-headers.ts';
import { pathSegment, requiredSetting, secretNamed, secretOf, targetOf } from '../target.ts';
import { invokeBody } from './anthropic-body.ts';
import { EventStreamTransform } from './event-stream.ts';
import { type AwsCredentials, signed } from './sign.ts';

const BEARER_VARIABLE = 'AWS_BEARER_TOKEN_BEDROCK';
const EVENT_STREAM = 'application/vnd.amazon.eventstream';
const SERVICE = 'bedrock';
/** Headers of the client that mean something to Bedrock; the others belong to the dialect it asked in. */
const PASSED = /^(user-agent|x-amzn-bedrock-[a-z-]+|x-amzn-trace-id)$/;

/**
 * AWS Bedrock. Claude is asked through InvokeModel in its own dialect, everything else through Converse. Settings:
 * region, `auth` (`sigv4` or `api_key`), access_key_env, session_token_env, `dialect.<model>` for ids that do not say
 * what they are (application inference profiles).
 */
export function createBedrock(): Platform {
  return {
    id: 'bedrock',
    dialectFor: (provider, model, operation) =>
      operation.kind === 'chat' ? dialectOf(provider, model) : undefined,
    prepare(request) {
      const unsigned = unsignedRequest(request);
      if (usesApiKey(request.provider)) {
        const secret = secretOf(request.provider, request.env);
        return complete(request, unsigned, { ...unsigned.headers, authorization: `Bearer ${secret}` });
      }
      const region = requiredSetting(request.provider, 'region');
      const scope = { region, service: SERVICE, now: request.now };
      return signed(unsigned, credentialsOf(request), scope).then((headers) =>
        complete(request, unsigned, headers),
      );
    },
    unwrapStream: (contentType, dialect) =>
      contentType.startsWith(EVENT_STREAM) ? new EventStreamTransform(dialect) : undefined,
  };
}

interface Unsigned {
  origin: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: Buffer;
}

function unsignedRequest(request: PlatformRequest): Unsigned {
  const { adapter, stream, model, body, headers } = request;
  const { origin, basePath } = targetOf(request);
  const place = `${basePath}/model/${pathSegment(model)}`;
  const anthropic = adapter.dialect === 'anthropic';
  const verb = anthropic
    ? stream
      ? 'invoke-with-response-stream'
      : 'invoke'
    : stream
      ? 'converse-stream'
      : 'converse';
  return {
    origin,
    path: `${place}/${verb}`,
    query: {},
    headers: {
      ...passedHeaders(headers),
      'content-type': 'application/json',
      accept: stream ? EVENT_STREAM : 'application/json',
    },
    body: anthropic ? invokeBody(body, headers) : body,
  };
}

function complete(
  { provider }: PlatformRequest,
  { origin, path, body }: Unsigned,
  headers: Record<string, string>,
): PreparedRequest {
  return {
    origin,
    path,
    headers: [...Object.entries(headers).flat(), 'accept-encoding', 'identity'],
    body,
    allowPrivate: provider.allowPrivateNetwork === true,
  };
}

function passedHeaders(flat: readonly string[]): Record<string, string> {
  const passed: Record<string, string> = {};
  for (let i = 0; i < flat.length; i += 2) {
    const name = (flat[i] as string).toLowerCase();
    if (PASSED.test(name)) passed[name] = headerOf(flat, name) ?? '';
  }
  return passed;
}

function dialectOf(provider: PlatformProvider, model: string): WireDialect {
  const said = provider.settings[`dialect.${model}`];
  if (said === 'anthropic' || said === 'converse') return said;
  return /(^|[./])anthropic\./.test(model) ? 'anthropic' : 'converse';
}

function usesApiKey({ secretEnv, settings }: PlatformProvider): boolean {
  const said = settings['auth'];
  return said === undefined ? secretEnv === BEARER_VARIABLE : said === 'api_key';
}

function credentialsOf({ provider, env }: PlatformRequest): AwsCredentials {
  const { settings } = provider;
  const sessionToken = env[settings['session_token_env'] ?? 'AWS_SESSION_TOKEN']?.trim();
  return {
    accessKeyId: secretNamed(provider, env, settings['access_key_env'] ?? 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: secretOf(provider, env),
    ...(sessionToken === undefined || sessionToken === '' ? {} : { sessionToken }),
  };
}
