import { MODEL_TIERS, type RoutingPolicy } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';

const TIER = 'tier:';
/** What a client writes for "the default of my workload"; it cannot be the meaning of anything. */
export const DEFAULT_MODEL = 'default';

/** Every model a routing policy names, with the field it stands in. */
export function modelRefsOf(routing: RoutingPolicy): { field: string; ref: string }[] {
  const refs = [
    ...(routing.default_model === undefined
      ? []
      : [{ field: 'routing.default_model', ref: routing.default_model }]),
    ...routing.fallbacks.map((ref, i) => ({ field: `routing.fallbacks.${i}`, ref })),
    ...(routing.escalation?.to ?? []).map((ref, i) => ({ field: `routing.escalation.to.${i}`, ref })),
    ...(routing.shadow === undefined ? [] : [{ field: 'routing.shadow.model', ref: routing.shadow.model }]),
  ];
  return refs;
}

/**
 * Throws `invalid_argument` for what can never name a model: an unknown tier, `default`, blanks. Whether some provider
 * has the model is not asked: lists of models change without Weir being told.
 */
export function checkModelRef(ref: string, field: string): void {
  if (ref === DEFAULT_MODEL) {
    throw invalid(
      field,
      '"default" names no model by itself',
      'Name the model, tier or route that is meant.',
    );
  }
  if (/\s/u.test(ref)) {
    throw invalid(
      field,
      `"${ref}" has blanks in it`,
      'Write a model as gpt-4o, openai/gpt-4o or tier:small.',
    );
  }
  if (ref.startsWith(TIER) && !(MODEL_TIERS as readonly string[]).includes(ref.slice(TIER.length))) {
    const tiers = MODEL_TIERS.map((tier) => `${TIER}${tier}`).join(', ');
    throw invalid(field, `There is no tier "${ref.slice(TIER.length)}"`, `Use one of ${tiers}.`);
  }
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
