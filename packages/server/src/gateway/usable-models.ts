import type { Dialect } from '@weir/core/contract';
import type { ListedModel, ProviderAdapter } from '../providers/index.ts';
import type { AdmissionState } from '../registry/admission-state.ts';
import type { ModelCatalog } from './ports.ts';
import { resolveTarget } from './routing/resolve-target.ts';
import type { Principal } from './steps/authenticate.ts';

/**
 * The models a key may use in a dialect: the routes of the organization, then exactly those models that routing would
 * let through, under the names to ask for.
 */
export function usableModels(
  principal: Principal,
  adapter: ProviderAdapter,
  state: AdmissionState,
  catalog: ModelCatalog,
): ListedModel[] {
  const found = new Map<string, ListedModel>();
  for (const id of Object.keys(state.routes)) found.set(id, { id, provider: 'weir' });
  for (const provider of Object.values(state.providers)) {
    if (provider.sandbox || provider.dialect !== adapter.dialect) continue;
    const named = provider.models.filter((name) => !name.endsWith('*')).map((id) => ({ id }));
    for (const model of [...named, ...catalog.list(provider.priceProvider)]) {
      const answering = answererOf(principal, adapter, model.id, state, catalog);
      if (answering === undefined || found.has(model.id)) continue;
      if (answering.sandbox || answering.id === provider.id) {
        found.set(model.id, { ...model, provider: answering.id });
      }
    }
  }
  return [...found.values()];
}

function answererOf(
  principal: Principal,
  adapter: ProviderAdapter,
  model: string,
  state: AdmissionState,
  catalog: ModelCatalog,
) {
  try {
    return resolveTarget(principal, adapter.dialect as Dialect, model, state, catalog).provider;
  } catch {
    return undefined;
  }
}
