import { percentDecoded } from '../platform/percent.ts';
import { ADAPTERS, type Operation, type ProviderAdapter } from '../providers/index.ts';

/** A path that makes a call to a provider. */
export interface CallRoute {
  readonly adapter: ProviderAdapter;
  readonly operation: Operation;
  /** Names the two among all. */
  readonly key: string;
  /** Of the request to the provider; POST when absent. */
  readonly method?: string;
}

/** A route and what the path says besides. */
export interface FoundRoute {
  readonly route: CallRoute;
  /** What stood for `{model}`. */
  readonly model: string | undefined;
}

const MODEL = '{model}';
const exact = new Map<string, FoundRoute>();
/** Paths with a model in them: what comes before it, by what comes behind it (`:generateContent`). */
const behind = new Map<string, { route: CallRoute; prefixes: readonly string[] }>();

for (const adapter of ADAPTERS) {
  for (const operation of adapter.operations) {
    const route = { adapter, operation, key: `${adapter.dialect} ${operation.name}` };
    const prefixes = prefixesOf(adapter);
    const [before = '', after] = operation.path.split(MODEL);
    if (after === undefined) {
      for (const prefix of prefixes) exact.set(`${prefix}${operation.path}`, { route, model: undefined });
    } else {
      behind.set(after, { route, prefixes: prefixes.map((prefix) => `${prefix}${before}`) });
    }
  }
}

/** `/v1`, `/openai/v1`; Gemini's SDKs use `/v1beta` and `/v1`. */
function prefixesOf({ dialect, versionPath }: ProviderAdapter): string[] {
  const versions = versionPath === '/v1' ? ['/v1'] : [versionPath, '/v1'];
  return versions.flatMap((version) => [version, `/${dialect}${version}`]);
}

/** As the official client for Azure asks: `/openai/deployments/<deployment>/chat/completions`. */
const AZURE = /^\/openai\/deployments\/([^/]+)(\/.+)$/;

export function callRoute(path: string): FoundRoute | undefined {
  return exact.get(path) ?? withModel(path) ?? ofAzure(path);
}

function withModel(path: string): FoundRoute | undefined {
  const colon = path.lastIndexOf(':');
  if (colon === -1) return undefined;
  const found = behind.get(path.slice(colon));
  const prefix = found?.prefixes.find((known) => path.startsWith(known));
  if (found === undefined || prefix === undefined) return undefined;
  const model = percentDecoded(path.slice(prefix.length, colon));
  return model === '' ? undefined : { route: found.route, model };
}

function ofAzure(path: string): FoundRoute | undefined {
  const [, deployment = '', operation] = AZURE.exec(path) ?? [];
  const found = operation === undefined ? undefined : exact.get(`/openai/v1${operation}`);
  return found && { route: found.route, model: percentDecoded(deployment) };
}

const MODELS = /^(?:\/(openai|anthropic|gemini))?\/(v1|v1beta)\/models(?:\/(.+))?$/;

/** The models list (`id` absent) or one model. `dialect` is set when the path tells it. */
export function modelsRoute(
  path: string,
): { dialect: string | undefined; id: string | undefined } | undefined {
  const match = MODELS.exec(path);
  if (match === null) return undefined;
  const dialect = match[1] ?? (match[2] === 'v1beta' ? 'gemini' : undefined);
  return { dialect, id: match[3] === undefined ? undefined : percentDecoded(match[3]) };
}

/** Every path there is, for those who ask for one there is not. */
export const CALL_PATHS: readonly string[] = ADAPTERS.flatMap(({ versionPath, operations }) =>
  operations.map(({ path }) => `POST ${versionPath}${path}`),
);
