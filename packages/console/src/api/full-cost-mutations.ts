import type { AddedCostQuantities, AllocationRule, CostItem } from '@weir/core/contract';
import { request } from './client.ts';

type Optional<T, Names extends keyof T> = Omit<T, Names> & Partial<Pick<T, Names>>;
type Unstamped<T> = Omit<T, 'created_at' | 'updated_at'>;

/** Body of `POST /cost-items`. */
export type NewCostItem = Optional<Unstamped<CostItem>, 'name' | 'sandbox'>;
/** `null` takes an optional field away. */
export type CostItemChange = Partial<Pick<CostItem, 'name' | 'terms' | 'source'>> &
  Partial<Record<'until' | 'rule' | 'workload' | 'owner', string | null>>;
/** Body of `POST /allocation-rules`. */
export type NewAllocationRule = Optional<Unstamped<AllocationRule>, 'name' | 'among' | 'on_zero_basis'>;
export type AllocationRuleChange = Partial<Omit<NewAllocationRule, 'id'>>;

const itemPath = (id: string) => `/cost-items/${encodeURIComponent(id)}`;
const rulePath = (id: string) => `/allocation-rules/${encodeURIComponent(id)}`;

export const createItem = (body: NewCostItem) => request<CostItem>('/cost-items', { method: 'POST', body });
export const changeItem = (id: string, body: CostItemChange) =>
  request<CostItem>(itemPath(id), { method: 'PATCH', body });
/** All rows of the file, or none. */
export const sendQuantities = (id: string, csv: string) =>
  request<AddedCostQuantities>(`${itemPath(id)}/quantities`, { method: 'POST', body: { csv } });

export const createRule = (body: NewAllocationRule) =>
  request<AllocationRule>('/allocation-rules', { method: 'POST', body });
export const changeRule = (id: string, body: AllocationRuleChange) =>
  request<AllocationRule>(rulePath(id), { method: 'PATCH', body });
export const removeRule = (id: string) => request<void>(rulePath(id), { method: 'DELETE' });
