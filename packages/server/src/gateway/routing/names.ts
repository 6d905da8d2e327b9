import { MODEL_TIERS, type ModelTier, type RouteStrategy } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { AdmissionState } from '../../registry/admission-state.ts';
import type { Principal } from '../steps/authenticate.ts';

/** What a name stands for: concrete model names in the order of the rules, or every model of a tier. */
export type Meaning =
  | { readonly kind: 'models'; readonly strategy: RouteStrategy; readonly models: readonly Weighted[] }
  | { readonly kind: 'tier'; readonly tier: ModelTier };

export interface Weighted {
  readonly model: string;
  readonly weight: number;
}

const DEFAULT = 'default';
const TIER = 'tier:';

/** The tier a name asks for; undefined when it asks for none. Throws WeirError `model_unknown` for one there is not. */
export function tierNamed(name: string): ModelTier | undefined {
  if (!name.startsWith(TIER)) return undefined;
  const tier = MODEL_TIERS.find((known) => known === name.slice(TIER.length));
  if (tier === undefined) throw noTier(name);
  return tier;
}

/** Routes may name routes; a chain longer than this is a mistake. */
const DEEPEST = 4;

/**
 * What a name means to a workload, and the rules that say so: `default`, `tier:<tier>`, the id of a route, or itself.
 * Throws WeirError `model_unknown` for a default that is not set and a tier that does not exist.
 */
export function meaningOf(
  name: string,
  principal: Principal,
  state: AdmissionState,
  rules: string[],
  depth = 0,
): Meaning {
  if (name === DEFAULT) {
    const chosen = principal.workload.routing?.default_model;
    if (chosen === undefined || chosen === DEFAULT) throw noDefault(principal);
    rules.push(`default of ${principal.workload.id}: ${chosen}`);
    return meaningOf(chosen, principal, state, rules, depth + 1);
  }
  const tier = tierNamed(name);
  if (tier !== undefined) {
    rules.push(`tier ${tier}`);
    return { kind: 'tier', tier };
  }
  const route = Object.hasOwn(state.routes, name) ? state.routes[name] : undefined;
  if (route === undefined || depth > DEEPEST) {
    return { kind: 'models', strategy: 'ordered', models: [{ model: name, weight: 1 }] };
  }
  rules.push(`route ${name} (${route.strategy})`);
  const [only] = route.candidates;
  if (route.candidates.length === 1 && only !== undefined) {
    return meaningOf(only.model, principal, state, rules, depth + 1);
  }
  return { kind: 'models', strategy: route.strategy, models: route.candidates };
}

/** A name that any provider takes as it is: no rule stands behind it. */
export function isPlain(name: string, state: AdmissionState): boolean {
  return name !== DEFAULT && !name.startsWith(TIER) && !Object.hasOwn(state.routes, name);
}

function noDefault({ workload }: Principal): WeirError {
  return new WeirError('model_unknown', `The workload ${workload.id} has no default model.`, {
    field: 'model',
    remedy: `Name a model, or set one: weir workload change ${workload.id} --routing-default <model>.`,
  });
}

function noTier(name: string): WeirError {
  return new WeirError('model_unknown', `There is no ${name.slice(0, 80)}.`, {
    field: 'model',
    remedy: `Use one of ${MODEL_TIERS.map((tier) => `${TIER}${tier}`).join(', ')}.`,
  });
}
