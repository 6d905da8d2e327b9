import { WeirError } from '@weir/core/errors';
import type { ProviderAdapter } from '../../providers/index.ts';
import type { AdmissionProvider } from '../../registry/admission-state.ts';

/** Where and how a provider is reached. */
export interface Endpoint {
  readonly origin: string;
  /** Path up to the operation: `/v1`. */
  readonly base: string;
  /** Headers that authenticate, flat. */
  readonly auth: readonly string[];
}

/** Resolves providers to endpoints and remembers them until the admission state changes. */
export class Endpoints {
  private readonly known = new WeakMap<AdmissionProvider, Endpoint>();
  private readonly env: Readonly<Record<string, string | undefined>>;
  private readonly sandboxUrl: string | undefined;

  constructor(env: Readonly<Record<string, string | undefined>>, sandboxUrl: string | undefined) {
    this.env = env;
    this.sandboxUrl = sandboxUrl;
  }

  /** Throws WeirError `provider_unconfigured` when the provider's secret is not in this process. */
  of(provider: AdmissionProvider, adapter: ProviderAdapter): Endpoint {
    const known = this.known.get(provider);
    if (known !== undefined) return known;
    const url = new URL((provider.sandbox ? this.sandboxUrl : undefined) ?? provider.baseUrl);
    const path = url.pathname.replace(/\/+$/, '');
    const endpoint = {
      origin: url.origin,
      base: path === '' ? '/v1' : path,
      auth: this.auth(provider, adapter),
    };
    this.known.set(provider, endpoint);
    return endpoint;
  }

  private auth(provider: AdmissionProvider, adapter: ProviderAdapter): readonly string[] {
    if (provider.secretEnv === undefined) return [];
    const secret = this.env[provider.secretEnv];
    if (secret === undefined || secret === '') {
      throw new WeirError(
        'provider_unconfigured',
        `The provider ${provider.id} has no key in this gateway.`,
        {
          remedy: `Have the operator set ${provider.secretEnv} and restart Weir.`,
        },
      );
    }
    return [adapter.auth.header, `${adapter.auth.prefix}${secret}`];
  }
}
