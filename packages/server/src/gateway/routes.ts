import { ADAPTERS, type Operation, type ProviderAdapter } from '../providers/index.ts';

/** A path that makes a call to a provider. */
export interface CallRoute {
  readonly adapter: ProviderAdapter;
  readonly operation: Operation;
}

const VERSION = '/v1';
const calls = new Map<string, CallRoute>();
for (const adapter of ADAPTERS) {
  for (const operation of adapter.operations) {
    const route = { adapter, operation };
    calls.set(`${VERSION}${operation.path}`, route);
    calls.set(`/${adapter.dialect}${VERSION}${operation.path}`, route);
  }
}

export function callRoute(path: string): CallRoute | undefined {
  return calls.get(path);
}

const MODELS = /^(?:\/([a-z]+))?\/v1\/models(?:\/(.+))?$/;

/** The models list (`id` absent) or one model. `dialect` is set when the path names it. */
export function modelsRoute(
  path: string,
): { dialect: string | undefined; id: string | undefined } | undefined {
  const match = MODELS.exec(path);
  if (match === null) return undefined;
  return { dialect: match[1], id: match[2] === undefined ? undefined : decoded(match[2]) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
