import type {
  CreateExchangeRate,
  ExchangeRateView,
  ImportedExchangeRates,
  PriceListDetail,
  PriceListView,
  PriceOverride,
  RerateReport,
} from '@weir/core/contract';
import { request } from './client.ts';
import type { RerateQuestion } from './price-queries.ts';

/** Writes about prices. What holds is never changed: something newer takes over from an instant on. */

const one = (id: string) => encodeURIComponent(id);

/** Body of `POST /prices/overrides`; the server's schema is `createPriceOverride`. */
export type NewOverride = Pick<PriceOverride, 'provider' | 'source'> &
  Partial<Omit<PriceOverride, 'id' | 'created_at'>>;
export const createOverride = (body: NewOverride) =>
  request<PriceOverride>('/prices/overrides', { method: 'POST', body });
/** `at` absent: now. */
export const endOverride = (id: string, at?: string) =>
  request<PriceOverride>(`/prices/overrides/${one(id)}/end`, { method: 'POST', body: { at } });

export interface NewPriceList {
  content: Record<string, unknown>;
  source: string;
}
export const previewPriceList = (body: NewPriceList) =>
  request<PriceListDetail>('/prices/lists', { method: 'POST', body: { ...body, dry_run: true } });
export const proposePriceList = (body: NewPriceList) =>
  request<PriceListDetail>('/prices/lists', { method: 'POST', body });

export interface ListDecision {
  /** Approval only; absent: now. */
  from?: string;
  note?: string;
}
export const approvePriceList = (id: string, body: ListDecision) =>
  request<PriceListView>(`/prices/lists/${one(id)}/approve`, { method: 'POST', body });
export const rejectPriceList = (id: string, { note }: ListDecision) =>
  request<PriceListView>(`/prices/lists/${one(id)}/reject`, { method: 'POST', body: { note } });

export const createExchangeRate = (body: CreateExchangeRate) =>
  request<ExchangeRateView>('/exchange-rates', { method: 'POST', body });
export const importExchangeRates = (rates: readonly CreateExchangeRate[]) =>
  request<ImportedExchangeRates>('/exchange-rates/import', { method: 'POST', body: { rates } });

/** Corrections that wait for somebody's word, a proposal per month. */
export const proposeRerate = (body: RerateQuestion) =>
  request<RerateReport>('/prices/rerate', { method: 'POST', body: { ...body, dry_run: false } });
