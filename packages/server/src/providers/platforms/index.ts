import { WeirError } from '@weir/core/errors';
import { createAzure } from './azure/azure.ts';
import { createBedrock } from './bedrock/bedrock.ts';
import type { Platform, PlatformDeps } from './contract.ts';
import { createDirect } from './direct/direct.ts';
import { createVertex } from './vertex/vertex.ts';

export { guardedLookup, guardedUrl } from './address-guard.ts';
export type {
  FetchToken,
  Platform,
  PlatformDeps,
  PlatformProvider,
  PlatformRequest,
  PreparedRequest,
} from './contract.ts';
export { createFetchToken } from './fetch-token.ts';

/** Platforms by id. Throws WeirError `provider_unconfigured` for an unknown one. */
export type PlatformOf = (id: string) => Platform;

/** The platforms of one process; tokens they fetch are remembered here. */
export function createPlatforms(deps: PlatformDeps): PlatformOf {
  const platforms = [createDirect(), createAzure(deps), createBedrock(), createVertex(deps)];
  const byId = new Map(platforms.map((platform) => [platform.id, platform]));
  return (id) => {
    const platform = byId.get(id);
    if (platform !== undefined) return platform;
    throw new WeirError('provider_unconfigured', `There is no platform ${id}.`, {
      remedy: `Have the operator set platform to one of ${[...byId.keys()].join(', ')} in weir.yaml.`,
    });
  };
}

/** Platforms for which no token needs to be fetched and no file be read. */
export const platformOf: PlatformOf = createPlatforms({
  fetchToken: () => Promise.reject(withoutMeans()),
  readFile: () => {
    throw withoutMeans();
  },
});

function withoutMeans(): WeirError {
  return new WeirError('provider_unconfigured', 'Access tokens cannot be fetched in this process.', {
    remedy: 'Give the provider a key or a token in secret_env instead.',
  });
}
