import type { AgreementView, AppliedAgreement, CreateAgreement } from '@weir/core/contract';
import { request } from './client.ts';

/** Writes about agreements with providers: added and ended, never changed. */

export const createAgreement = (body: CreateAgreement) =>
  request<AgreementView>('/agreements', { method: 'POST', body });
/** `at` absent: now. */
export const endAgreement = (id: string, at?: string) =>
  request<AgreementView>(`/agreements/${encodeURIComponent(id)}/end`, { method: 'POST', body: { at } });

export interface AppliedMonth {
  month: string;
  data: AppliedAgreement[];
}
/** Books what agreements make of a month, as `2026-11`. */
export const applyAgreements = (month: string) =>
  request<AppliedMonth>('/agreements/apply', { method: 'POST', body: { month } });
