import type { WireDialect } from '../../contract.ts';
import type {
  Platform,
  PlatformDeps,
  PlatformProvider,
  PlatformRequest,
  PreparedRequest,
} from '../contract.ts';
import { headerOf } from '../flat-headers.ts';
import { requestHeaders } from '../request-headers.ts';
import { pathSegment, requiredSetting, targetOf, withParameter } from '../target.ts';
import { TokenCache } from '../token-cache.ts';
import { createAzureAuth } from './auth.ts';
import { styleOf } from './style.ts';

/** Paths that stand below a deployment; the others name it in their body. */
const BELOW_DEPLOYMENT = /^\/(chat\/completions$|completions$|embeddings$|images\/|audio\/)/;
/** What Azure has no counterpart of. */
const NOT_OFFERED = /^\/moderations/;
/** All that the models endpoint of Foundry has. */
const IN_MODELS = /^\/(chat\/completions|embeddings)$/;
/** What people copy from the portal behind the resource's own address. */
const KNOWN_SUFFIX = /\/(openai(\/v1)?|models|anthropic(\/v1)?)$/;

/**
 * Azure OpenAI (`style: deployments` with an api_version, or `v1`), the models endpoint of AI Foundry (`models`), and
 * Claude on Foundry whatever the style. Settings: style, api_version, `deployment.<model>`, `dialect.<model>`, and for
 * Entra ID tenant_id, client_id, scope, authority.
 */
export function createAzure({ fetchToken }: Pick<PlatformDeps, 'fetchToken'>): Platform {
  const auth = createAzureAuth(new TokenCache(), fetchToken);
  return {
    id: 'azure',
    dialectFor(provider, model, operation, client) {
      const dialect = dialectOf(provider, model);
      if (dialect !== client) return operation.kind === 'chat' ? dialect : undefined;
      if (dialect === 'anthropic') return dialect;
      const { path } = operation;
      const offered =
        provider.settings['style'] === 'models' ? IN_MODELS.test(path) : !NOT_OFFERED.test(path);
      return offered ? dialect : undefined;
    },
    prepare(request) {
      const headers = auth(request, request.adapter.dialect === 'anthropic' ? 'x-api-key' : 'api-key');
      return headers instanceof Promise
        ? headers.then((ready) => prepared(request, ready))
        : prepared(request, headers);
    },
    unwrapStream: () => undefined,
  };
}

function prepared(request: PlatformRequest, auth: readonly string[]): PreparedRequest {
  const { provider, adapter, headers } = request;
  const { origin, basePath } = targetOf(request);
  const deployment = provider.settings[`deployment.${request.model}`] ?? request.model;
  const { path, bodyNamesModel } = placeOf(request, deployment);
  return {
    origin,
    path: basePath.replace(KNOWN_SUFFIX, '') + path,
    headers: requestHeaders(headers, auth, adapter),
    body: bodyNamesModel && deployment !== request.model ? renamed(request, deployment) : request.body,
    allowPrivate: provider.allowPrivateNetwork === true,
  };
}

function placeOf(
  { provider, adapter, operation, query }: PlatformRequest,
  deployment: string,
): { path: string; bodyNamesModel: boolean } {
  if (adapter.dialect === 'anthropic') {
    return { path: `/anthropic${adapter.versionPath}${operation.path}${query}`, bodyNamesModel: true };
  }
  const style = styleOf(provider);
  if (style === 'v1') {
    const version = provider.settings['api_version'];
    const full = version === undefined ? query : withParameter(query, 'api-version', version);
    return { path: `/openai/v1${operation.path}${full}`, bodyNamesModel: true };
  }
  const full = withParameter(query, 'api-version', requiredSetting(provider, 'api_version'));
  if (style === 'models') return { path: `/models${operation.path}${full}`, bodyNamesModel: true };
  if (!BELOW_DEPLOYMENT.test(operation.path)) {
    return { path: `/openai${operation.path}${full}`, bodyNamesModel: true };
  }
  const below = `/openai/deployments/${pathSegment(deployment)}`;
  return { path: `${below}${operation.path}${full}`, bodyNamesModel: false };
}

function renamed({ operation, body, query, headers }: PlatformRequest, deployment: string): Buffer {
  const contentType = headerOf(headers, 'content-type') ?? '';
  return operation.rewriteRequest(body, { model: deployment }, { model: undefined, query, contentType });
}

/** Deployments have names of the operator's choosing: a setting decides, else the name of the model. */
function dialectOf(provider: PlatformProvider, model: string): WireDialect {
  const said = provider.settings[`dialect.${model}`];
  if (said === 'anthropic' || said === 'openai') return said;
  return /(^|[/.])claude/i.test(model) ? 'anthropic' : 'openai';
}
