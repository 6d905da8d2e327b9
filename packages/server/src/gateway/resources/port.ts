import type { FoundResources, ResourceRecord } from '../../registry/resource-record.ts';

/**
 * What the installation knows of resources. In control; gateways ask over the channel. All reject with WeirError
 * `limits_unavailable` (503, retryable) when control cannot be reached.
 */
export interface ResourceStore {
  find(workload: string, ids: readonly string[]): Promise<FoundResources>;
  /** Resolves when it is durable. */
  remember(records: readonly ResourceRecord[]): Promise<void>;
  forget(workload: string, id: string): Promise<void>;
  /**
   * Charges a batch if its result is known and it has not been charged. True when it is charged now or was before.
   */
  settleBatch(workload: string, id: string): Promise<boolean>;
}
