import type { ProviderAdapter } from '../../contract.ts';
import type { Platform, PlatformProvider, PlatformRequest, PreparedRequest } from '../contract.ts';
import { requestHeaders } from '../request-headers.ts';
import { modelPath, secretOf, targetOf } from '../target.ts';

/** What stays the same for all calls to a provider. */
interface Endpoint {
  readonly adapter: ProviderAdapter;
  readonly env: PlatformRequest['env'];
  readonly baseUrl: string | undefined;
  readonly origin: string;
  readonly base: string;
  readonly auth: readonly string[];
}

const MODEL = '{model}';

/**
 * A base URL, and a secret in the dialect's own header. Setting: version_path, for servers whose URL has no path and
 * which do not want the dialect's. On the path of every call: nothing is parsed per call.
 */
export function createDirect(): Platform {
  const known = new WeakMap<PlatformProvider, Endpoint>();

  function endpointOf(request: PlatformRequest): Endpoint {
    const { provider, adapter, env, baseUrl } = request;
    const found = known.get(provider);
    if (found !== undefined && found.adapter === adapter && found.env === env && found.baseUrl === baseUrl) {
      return found;
    }
    const { origin, basePath } = targetOf(request);
    const endpoint = {
      adapter,
      env,
      baseUrl,
      origin,
      base: basePath === '' ? (provider.settings['version_path'] ?? adapter.versionPath) : basePath,
      auth: authOf(provider, adapter, env),
    };
    known.set(provider, endpoint);
    return endpoint;
  }

  return {
    id: 'direct',
    dialectFor: (provider, _model, operation, client) =>
      provider.dialect === client || operation.kind === 'chat' ? provider.dialect : undefined,
    prepare(request): PreparedRequest {
      const { origin, base, auth } = endpointOf(request);
      return {
        origin,
        path: base + operationPath(request.operation.path, request.model) + request.query,
        headers: requestHeaders(request.headers, auth, request.adapter),
        body: request.body,
        allowPrivate: request.provider.allowPrivateNetwork === true,
      };
    },
    unwrapStream: () => undefined,
  };
}

function operationPath(path: string, model: string): string {
  const at = path.indexOf(MODEL);
  return at === -1 ? path : path.slice(0, at) + modelPath(model) + path.slice(at + MODEL.length);
}

function authOf(
  provider: PlatformProvider,
  { auth }: ProviderAdapter,
  env: PlatformRequest['env'],
): readonly string[] {
  if (provider.secretEnv === undefined) return [];
  return [auth.header, `${auth.prefix}${secretOf(provider, env)}`];
}
