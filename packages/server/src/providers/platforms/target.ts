import { WeirError } from '@weir/core/errors';
import { guardedUrl } from './address-guard.ts';
import type { PlatformProvider, PlatformRequest } from './contract.ts';

/** Where a provider is: origin, and path without a trailing slash (empty when the URL has none). */
export interface Target {
  readonly origin: string;
  readonly basePath: string;
}

const known = new WeakMap<PlatformProvider, { baseUrl: string | undefined; target: Target }>();

/** Parsed and checked once per provider. Throws WeirError `provider_url_forbidden`. */
export function targetOf({ provider, baseUrl }: Pick<PlatformRequest, 'provider' | 'baseUrl'>): Target {
  const found = known.get(provider);
  if (found !== undefined && found.baseUrl === baseUrl) return found.target;
  // an override is this process tree's own sandbox
  const url =
    baseUrl === undefined
      ? guardedUrl(provider.baseUrl, {
          allowPrivate: provider.allowPrivateNetwork === true,
          whose: `The base_url of the provider ${provider.id}`,
        })
      : new URL(baseUrl);
  const target = { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
  known.set(provider, { baseUrl, target });
  return target;
}

/** A setting the platform cannot do without. Throws WeirError `provider_unconfigured` that names it. */
export function requiredSetting({ id, settings }: PlatformProvider, name: string): string {
  const value = settings[name];
  if (value !== undefined && value !== '') return value;
  throw new WeirError('provider_unconfigured', `The provider ${id} lacks the setting ${name}.`, {
    field: `settings.${name}`,
    remedy: `Have the operator set settings.${name} on its entry in weir.yaml and restart Weir.`,
  });
}

/** The provider's secret. Throws WeirError `provider_unconfigured` when it is not in this process. */
export function secretOf(provider: PlatformProvider, env: PlatformRequest['env']): string {
  return secretNamed(provider, env, provider.secretEnv);
}

/** Some secret of a provider, by the name of its environment variable. */
export function secretNamed(
  { id }: PlatformProvider,
  env: PlatformRequest['env'],
  name: string | undefined,
): string {
  const secret = name === undefined ? undefined : env[name]?.trim();
  if (secret !== undefined && secret !== '') return secret;
  const remedy =
    name === undefined
      ? 'Have the operator name its variable in secret_env on its entry in weir.yaml.'
      : `Have the operator set ${name} and restart Weir.`;
  throw new WeirError('provider_unconfigured', `The provider ${id} has no key in this gateway.`, { remedy });
}

const PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * A model name as path segments: slashes stay, everything else is encoded. Throws WeirError `model_unknown` for names
 * that would lead out of their place in the path.
 */
export function modelPath(model: string): string {
  if (PLAIN.test(model)) return model;
  return model.split('/').map(pathSegment).join('/');
}

/** A text as one path segment; slashes are encoded. */
export function pathSegment(text: string): string {
  if (text === '' || text === '.' || text === '..') {
    throw new WeirError('model_unknown', 'The model name cannot be part of a path.', {
      field: 'model',
      remedy: 'Name the model as the provider lists it.',
    });
  }
  return encodeURIComponent(text);
}

/** The client's query with a parameter added, unless the client set it. */
export function withParameter(query: string, name: string, value: string): string {
  if (new RegExp(`[?&]${name}=`).test(query)) return query;
  return `${query === '' || query === '?' ? '?' : `${query}&`}${name}=${encodeURIComponent(value)}`;
}
