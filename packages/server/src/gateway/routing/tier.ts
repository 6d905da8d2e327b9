import type { ModelTier } from '@weir/core/contract';
import type { AdmissionState } from '../../registry/admission-state.ts';
import type { ModelCatalog } from '../ports.ts';
import type { Weighted } from './names.ts';

/** Every model of a tier that some provider of this installation offers, as names to resolve. */
export function namesOfTier(tier: ModelTier, state: AdmissionState, catalog: ModelCatalog): Weighted[] {
  const names: Weighted[] = [];
  for (const { provider, model } of catalog.ofTier(tier)) {
    for (const id in state.providers) {
      const known = state.providers[id];
      if (known === undefined || known.sandbox || known.priceProvider !== provider) continue;
      // in the trial a provider without a key is stood in for by the sandbox, under the bare name
      if (known.configured) names.push({ model: `${id}/${model}`, weight: 1 });
      else if (state.trial) names.push({ model, weight: 1 });
    }
  }
  return names;
}
