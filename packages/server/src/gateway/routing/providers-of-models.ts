import type { Dialect } from '@weir/core/contract';
import type { AdmissionProvider, AdmissionState } from '../../registry/admission-state.ts';
import type { ModelCatalog } from '../ports.ts';
import { bestMatch } from '../steps/model-patterns.ts';

/** Providers whose names people mean when they write a bare model name. */
const FIRST_PARTY = new Set(['openai', 'anthropic', 'google']);

/**
 * The provider a bare model name means, best first: the one whose patterns fix most of the name; of those that sell the
 * model by the price list the configured, the model's own maker, the one that speaks the client's dialect; and for a
 * name nobody knows the dialect's own provider. Undefined when no provider speaks the dialect.
 */
export function providerOfModel(
  model: string,
  dialect: Dialect,
  state: AdmissionState,
  catalog: ModelCatalog,
): AdmissionProvider | undefined {
  let best: AdmissionProvider | undefined;
  let bestScore = -1;
  for (const id in state.providers) {
    const provider = state.providers[id];
    if (provider === undefined || provider.sandbox) continue;
    const score = scoreOf(provider, model, dialect, catalog);
    if (score > bestScore) [best, bestScore] = [provider, score];
  }
  return best;
}

/** Patterns count before everything else; below them the parts are worth powers of two, so that none outweighs a greater one. */
const PATTERN = 1_000;

function scoreOf(
  provider: AdmissionProvider,
  model: string,
  dialect: Dialect,
  catalog: ModelCatalog,
): number {
  const speaks = provider.dialect === dialect;
  const pattern = bestMatch(provider.models, model);
  if (pattern > 0) return PATTERN * Math.min(pattern, 1_000) + (speaks ? 1 : 0);
  const own = FIRST_PARTY.has(provider.id);
  if (catalog.sells(provider.priceProvider, model)) {
    return 64 + (provider.configured ? 32 : 0) + (own ? 16 : 0) + (speaks ? 8 : 0);
  }
  if (!speaks) return -1;
  return (own ? 4 : 0) + (provider.configured ? 2 : 0);
}

/** The sandbox that stands in for a real provider. */
export function sandboxOf(dialect: string, state: AdmissionState): AdmissionProvider | undefined {
  for (const id in state.providers) {
    const provider = state.providers[id];
    if (provider?.sandbox && provider.dialect === dialect) return provider;
  }
  return undefined;
}
