import { createRoute } from '@hono/zod-openapi';
import { type Provider, type ProviderHealth, providerList } from '@weir/core/contract';
import type { AdmissionProvider } from '../../registry/admission-state.ts';
import { ok } from '../answers/schemas.ts';
import type { AdminDeps } from '../deps.ts';
import type { Api } from '../env.ts';

export function addProviderRoutes(api: Api, { registry, providerHealth }: AdminDeps): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/providers',
      tags: ['Installation'],
      summary: 'List providers calls can go to, and how they do; secrets are named, never shown',
      responses: ok(providerList),
    }),
    (c) => {
      const { providers, trial } = registry.compile();
      const health = providerHealth?.() ?? [];
      const data = Object.values(providers).map((provider) => present(provider, health));
      return c.json({ data, trial }, 200);
    },
  );
}

function present(provider: AdmissionProvider, health: readonly ProviderHealth[]): Provider {
  return {
    id: provider.id,
    dialect: provider.dialect,
    base_url: withoutUserinfo(provider.baseUrl),
    price_provider: provider.priceProvider,
    sandbox: provider.sandbox,
    configured: provider.configured,
    ...(provider.secretEnv === undefined ? {} : { secret_env: provider.secretEnv }),
    models: [...provider.models],
    platform: provider.platform,
    ...(provider.region === undefined ? {} : { region: provider.region }),
    health: health.filter((one) => one.provider === provider.id),
  };
}

/** A base URL may carry a password in front of the host. */
function withoutUserinfo(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.username === '' && url.password === '') return baseUrl;
  url.username = '';
  url.password = '';
  return url.href;
}
