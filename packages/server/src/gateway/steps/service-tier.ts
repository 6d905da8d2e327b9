import type { ServiceTier } from '@weir/core/pricing';

/** Names of providers for service that costs another rate. */
const TIERS: Readonly<Record<string, ServiceTier>> = {
  flex: 'flex',
  priority: 'priority',
  fast: 'priority',
  anthropic_fast: 'fast',
  batch: 'batch',
};

/** The rate that applies to service of this name; what is not known to cost another rate is standard. */
export function tierOf(name: string | undefined): ServiceTier {
  return (name !== undefined && Object.hasOwn(TIERS, name) ? TIERS[name] : undefined) ?? 'standard';
}
