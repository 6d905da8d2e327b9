import type { ModelTier } from '@weir/core/contract';
import type { PlaceFacts } from '../../limits/port.ts';
import type { Operation, ProviderAdapter } from '../../providers/index.ts';
import type { Platform } from '../../providers/platforms/contract.ts';
import type { Translation } from '../../providers/translation/contract.ts';
import type { AdmissionProvider } from '../../registry/admission-state.ts';

/** A model at a provider, and how a client's operation gets there. Made once per rule version, not per call. */
export interface Place {
  readonly provider: AdmissionProvider;
  /** As the provider is to be asked. */
  readonly model: string;
  readonly platform: Platform;
  /** Of the provider's side: the client's own unless the call is translated. */
  readonly adapter: ProviderAdapter;
  readonly operation: Operation;
  readonly translation: Translation | undefined;
  readonly tier: ModelTier | undefined;
  /** For limits. */
  readonly facts: PlaceFacts;
}

export function addressOf({ provider, model }: Pick<Place, 'provider' | 'model'>): string {
  return `${provider.id}/${model}`;
}
