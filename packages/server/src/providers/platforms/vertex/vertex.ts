import type { Operation, WireDialect } from '../../contract.ts';
import type { Platform, PlatformDeps, PlatformRequest, PreparedRequest } from '../contract.ts';
import { withoutHeaders } from '../flat-headers.ts';
import { withMembers } from '../json-members.ts';
import { modelPath, pathSegment, requiredSetting, targetOf } from '../target.ts';
import { createVertexTokens } from './credentials.ts';

const VERSION_PATH = '/v1';
const MODEL = '{model}';
const COUNT_TOKENS = 'messages.count_tokens';
const CHAT_COMPLETIONS = '/chat/completions';
const ANTHROPIC_VERSION = { anthropic_version: '"vertex-2023-10-16"' };
/** The version stands in the body. */
const UNWANTED = new Set(['anthropic-version']);
const MODEL_MEMBER = new Set(['model']);
const NONE = new Set<string>();

/**
 * Vertex AI: Gemini in its own dialect, Claude in Anthropic's, other publishers (`meta/llama-...-maas`) through the
 * OpenAI-compatible endpoint. Settings: project, location, credentials_file.
 */
export function createVertex(deps: PlatformDeps): Platform {
  const tokenOf = createVertexTokens(deps);
  return {
    id: 'vertex',
    dialectFor(_provider, model, operation, client) {
      const dialect = dialectOf(model);
      if (dialect !== client) return operation.kind === 'chat' ? dialect : undefined;
      return isOffered(dialect, model, operation) ? dialect : undefined;
    },
    prepare(request) {
      const token = tokenOf(request);
      return token instanceof Promise
        ? token.then((ready) => prepared(request, ready))
        : prepared(request, token);
    },
    unwrapStream: () => undefined,
  };
}

/** Claude on Vertex is named as Anthropic names it; publishers other than Google are written in front. */
function dialectOf(model: string): WireDialect {
  if (/(^|\/)claude/.test(model)) return 'anthropic';
  return model.includes('/') && !model.startsWith('google/') ? 'openai' : 'gemini';
}

/** Older embedding models are asked by `:predict`, which no dialect of ours has. */
function isOffered(dialect: WireDialect, model: string, { kind, name, path }: Operation): boolean {
  switch (dialect) {
    case 'anthropic':
      return kind === 'chat' || name === COUNT_TOKENS;
    case 'gemini':
      if (kind === 'embeddings')
        return path.endsWith(':embedContent') && model.includes('gemini-embedding-2');
      return path.includes(`${MODEL}:`);
    default:
      return path === CHAT_COMPLETIONS;
  }
}

function prepared(request: PlatformRequest, token: string): PreparedRequest {
  const { provider, headers } = request;
  const { origin, basePath } = targetOf(request);
  const project = pathSegment(requiredSetting(provider, 'project'));
  const location = pathSegment(requiredSetting(provider, 'location'));
  const place = `${basePath === '' ? VERSION_PATH : basePath}/projects/${project}/locations/${location}`;
  const { path, body } = placeOf(request);
  return {
    origin,
    path: `${place}${path}${dialectQuery(request)}`,
    headers: [
      ...withoutHeaders(headers, UNWANTED),
      'authorization',
      `Bearer ${token}`,
      'accept-encoding',
      'identity',
    ],
    body,
    allowPrivate: provider.allowPrivateNetwork === true,
  };
}

/** Parameters of Anthropic's own API (`?beta=true`) are refused by Google's. */
function dialectQuery({ adapter, query }: PlatformRequest): string {
  return adapter.dialect === 'anthropic' ? '' : query;
}

function placeOf({ adapter, operation, model, stream, body }: PlatformRequest): {
  path: string;
  body: Buffer;
} {
  const name = model.replace(/^(google|anthropic)\//, '');
  switch (adapter.dialect) {
    case 'anthropic':
      return claudePlace(operation, name, stream, body);
    case 'gemini':
      return { path: `/publishers/google/models/${modelPath(name)}${verbOf(operation)}`, body };
    default:
      return { path: `/endpoints/openapi${operation.path}`, body };
  }
}

function claudePlace(operation: Operation, model: string, stream: boolean, body: Buffer) {
  const models = '/publishers/anthropic/models';
  if (operation.name === COUNT_TOKENS) {
    const changed = withMembers(body, { drop: NONE, set: ANTHROPIC_VERSION });
    return { path: `${models}/count-tokens:rawPredict`, body: changed };
  }
  // versions are written claude-...@20250514
  const name = pathSegment(model).replaceAll('%40', '@');
  const verb = stream ? 'streamRawPredict' : 'rawPredict';
  const changed = withMembers(body, { drop: MODEL_MEMBER, set: ANTHROPIC_VERSION });
  return { path: `${models}/${name}:${verb}`, body: changed };
}

/** `:generateContent` of `/models/{model}:generateContent`. */
function verbOf({ path }: Operation): string {
  return path.slice(path.indexOf(MODEL) + MODEL.length);
}
