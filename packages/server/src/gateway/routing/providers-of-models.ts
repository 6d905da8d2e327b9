import type { Dialect } from '@weir/core/contract';
import type { AdmissionProvider, AdmissionState } from '../../registry/admission-state.ts';
import type { ModelCatalog } from '../ports.ts';
import { bestMatch } from '../steps/model-patterns.ts';

/** Makers of models, by how they name them: others sell these, too, but a bare name means the maker. */
const MAKERS: Readonly<Record<string, RegExp>> = {
  openai: /^(gpt|chatgpt|o\d|codex|text-|tts|whisper|dall-e|omni|davinci|babbage|computer-use)/,
  anthropic: /^claude/,
  google: /^(gemini|gemma|imagen|veo|learnlm|embedding-)/,
};

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
  // an entry that lists its models has no others
  if (provider.models.length > 0) return -1;
  const own = MAKERS[provider.id]?.test(model) === true;
  if (catalog.sells(provider.priceProvider, model)) {
    return 64 + (provider.configured ? 32 : 0) + (own ? 16 : 0) + (speaks ? 8 : 0);
  }
  if (!speaks) return -1;
  return (provider.id === dialect || provider.id in MAKERS ? 4 : 0) + (provider.configured ? 2 : 0);
}

/** The sandbox that stands in for a real provider. */
export function sandboxOf(dialect: string, state: AdmissionState): AdmissionProvider | undefined {
  for (const id in state.providers) {
    const provider = state.providers[id];
    if (provider?.sandbox && provider.dialect === dialect) return provider;
  }
  return undefined;
}
