import type { ExclusionReason } from '@weir/core/contract';
import type { RequestFacts } from '../../providers/index.ts';
import type { AdmissionDataClass } from '../../registry/admission-state.ts';
import type { ModelCatalog } from '../ports.ts';
import type { Principal } from '../steps/authenticate.ts';
import { certainTokens, type RequestSize } from '../steps/reserve.ts';
import type { Leg } from './plan.ts';

/** Why a leg may not carry this call; undefined when it may. What the catalog does not know is not held against a model. */
export function disqualified(
  { place }: Leg,
  { principal, facts, size }: { principal: Principal; facts: RequestFacts; size: RequestSize },
  dataClass: AdmissionDataClass | undefined,
  catalog: ModelCatalog,
): ExclusionReason | undefined {
  const { allowed_tiers: tiers = [] } = principal.workload.routing ?? {};
  if (tiers.length > 0 && (place.tier === undefined || !tiers.includes(place.tier)))
    return 'tier_not_allowed';
  if (dataClass !== undefined && !mayHold(dataClass, place.provider.id, place.provider.region)) {
    return 'data_class';
  }
  const { priceProvider } = place.provider;
  const able = facts.needs === undefined ? undefined : catalog.capabilities(priceProvider, place.model);
  if (able !== undefined && facts.needs?.some((need) => !able.includes(need))) return 'capability_missing';
  const window = catalog.contextWindow(priceProvider, place.model);
  return window !== undefined && certainTokens(size) > window ? 'context_too_small' : undefined;
}

/** Whether data of a class may go to a provider. */
export function mayHold(
  { allowedProviders, allowedRegions }: AdmissionDataClass,
  provider: string,
  region: string | undefined,
): boolean {
  if (allowedProviders.length > 0 && !allowedProviders.includes(provider)) return false;
  return allowedRegions.length === 0 || (region !== undefined && allowedRegions.includes(region));
}
