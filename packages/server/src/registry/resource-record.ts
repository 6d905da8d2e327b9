import type { AttributionState, Dialect, TagSource } from '@weir/core/contract';

/** What a provider keeps for its callers under an id. */
export const RESOURCE_KINDS = ['file', 'batch', 'response', 'container', 'cached_content'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/**
 * A thing in a provider's account and whose it is. Written when it is made through Weir; a later request that names it
 * goes to that account, and only for that workload. Travels between gateways and control as it stands here.
 */
export interface ResourceRecord {
  /** As the provider says it; unique within a workload. */
  readonly id: string;
  readonly kind: ResourceKind;
  /** In which it was made. */
  readonly dialect: Dialect;
  /** Id of the provider whose account holds it. */
  readonly provider: string;
  readonly workload: string;
  readonly key: string;
  readonly organization: string;
  /** The call that made it. */
  readonly call_id: string;
  /** Epoch ms. */
  readonly created_at: number;
  /** Only of batches: what it takes to charge them. */
  readonly batch?: BatchTerms;
  /** Only of files with requests for a batch: what they ask for, by model. */
  readonly work?: readonly BatchWork[];
  /** Only of files that a batch made: its id. */
  readonly made_by?: string;
}

/** Frozen when a batch is made: later changes of tags change nothing about it. */
export interface BatchTerms {
  readonly tags: Readonly<Record<string, string>>;
  readonly tag_sources: Readonly<Record<string, TagSource>>;
  readonly attribution: AttributionState;
  readonly missing_tags: readonly string[];
  readonly currency: string;
  /** Counted against the workload's budget until the batch is charged, pico-units. */
  readonly held_pico: string;
  /** What was asked for; goes by it where the provider reports nothing. */
  readonly work: readonly BatchWork[];
  readonly trace_id?: string;
  readonly data_class?: string;
}

/** Requests of one model in a batch. Tokens are estimates: bytes / 4, and the output asked for. */
export interface BatchWork {
  readonly model: string;
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
}

/** Answer to "whose are these?": ids that nobody made through Weir are in neither. */
export interface FoundResources {
  readonly own: readonly ResourceRecord[];
  /** Other workloads'. */
  readonly foreign: readonly string[];
}
