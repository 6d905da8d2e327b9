import type { Person } from '@weir/core/contract';
import type { GateRecord } from '../../registry/index.ts';

/** What a workload's calls of the last 30 days say. Money is exact decimal text in the organization's currency. */
export interface Traffic {
  calls: number;
  errors: number;
  cost: string;
  /** Cost of calls that carry every required tag. */
  attributedCost: string;
}

/** Days that `Traffic` is summed over. */
export const TRAFFIC_DAYS = 30;

/** Everything an evaluation rests on. */
export interface GateFacts {
  /** Epoch ms. */
  now: number;
  currency: string;
  record: GateRecord;
  people: readonly Person[];
  /** Tags that the workload itself fixes, resolved upwards. */
  tags: Readonly<Record<string, string>>;
  /** By the policy of its environment. */
  requiredTags: readonly string[];
  /** Absent: there were no calls. */
  traffic: Traffic | undefined;
}

/** What data says of one item. */
export interface Finding {
  /** Of an item that is reviewed: there is something to review. */
  ok: boolean;
  evidence: string;
  /** Absent when nothing is to be done. */
  remedy?: string;
  /** Epoch ms at which this will no longer hold. */
  until?: number;
}
