import type { ModelTier } from '../pricing/index.ts';

type Level = 'low' | 'medium' | 'high';

/** What a workload is like, as its classification says. */
export interface WorkloadTraits {
  complexity: Level;
  risk: Level;
  latency: 'realtime' | 'interactive' | 'background';
  quality: Level;
  data_sensitivity: 'public' | 'internal' | 'confidential' | 'restricted';
  cost_sensitivity: Level;
  criticality: Level;
}

export interface ProposedTier {
  tier: ModelTier;
  /** A sentence per rule that had a say, in the order of the rules. */
  reasons: string[];
  formula: string;
}

export const TIER_FORMULA = 'tier_proposal';

const BY_COMPLEXITY = { low: 'small', medium: 'mid', high: 'frontier' } as const satisfies Record<
  Level,
  ModelTier
>;
const CHEAPER = {
  small: 'small',
  mid: 'small',
  frontier: 'mid',
  reasoning: 'frontier',
} as const satisfies Record<ModelTier, ModelTier>;

/**
 * The cheapest tier of models that a workload of these traits asks for. Rules apply in order; docs/formulas.md states them under
 * `tier_proposal`.
 */
export function proposeTier(traits: WorkloadTraits): ProposedTier {
  let tier: ModelTier = BY_COMPLEXITY[traits.complexity];
  const reasons = [`Complexity is ${traits.complexity}: ${tier} to begin with.`];
  const move = (next: ModelTier, why: string) => {
    tier = next;
    reasons.push(`${why}: ${next}.`);
  };

  if (traits.quality === 'high' && tier === 'small')
    move('mid', 'Quality must be high, which small models seldom keep up');
  else if (traits.quality === 'high' && tier === 'mid') move('frontier', 'Quality must be high');

  const careful = carefulness(traits);
  if (careful !== undefined && tier === 'small') move('mid', `${careful}, so not the smallest`);

  if (traits.complexity === 'high' && traits.quality === 'high') {
    if (traits.latency === 'realtime')
      reasons.push(
        `Hard and exacting work would gain from a reasoning model, but answers are needed in real time: ${tier}.`,
      );
    else move('reasoning', 'Hard and exacting work that can wait for a model to think');
  }

  if (traits.cost_sensitivity === 'high') {
    const against = traits.quality === 'high' ? 'Quality must be high' : careful;
    if (against !== undefined) reasons.push(`Cost matters, but ${uncapitalised(against)}: still ${tier}.`);
    else if (tier !== CHEAPER[tier]) move(CHEAPER[tier], 'Cost matters more than the last bit of quality');
  }

  if (traits.data_sensitivity === 'confidential' || traits.data_sensitivity === 'restricted')
    reasons.push(
      `Data is ${traits.data_sensitivity}: this changes no tier, but name a data class that says which providers may see it.`,
    );
  return { tier, reasons, formula: TIER_FORMULA };
}

/** Why mistakes would be dear, if they would. */
function carefulness({ risk, criticality }: WorkloadTraits): string | undefined {
  if (risk === 'high' && criticality === 'high') return 'Risk and criticality are high';
  if (risk === 'high') return 'Risk is high';
  return criticality === 'high' ? 'Criticality is high' : undefined;
}

function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
