import { queryOptions } from '@tanstack/react-query';
import type { AgreementStatus, AgreementView, Proposal } from '@weir/core/contract';
import { request } from './client.ts';
import { list, REGISTRY } from './queries.ts';

/** Reads about agreements with providers; keys follow the rule of queries.ts. */

const one = (id: string) => encodeURIComponent(id);

/** A status prices a month's use anew: it is asked for seldom, not with every call that lands. */
const STATUS_EVERY_MS = 60_000;

export const agreementsQuery = () => list<AgreementView>('/agreements');

export const agreementQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/agreements', 'one', id],
    queryFn: ({ signal }) => request<AgreementView>(`/agreements/${one(id)}`, { signal }),
  });

export const agreementStatusQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, 'agreement-status', id],
    queryFn: ({ signal }) => request<AgreementStatus>(`/agreements/${one(id)}/status`, { signal }),
    staleTime: STATUS_EVERY_MS,
    refetchInterval: STATUS_EVERY_MS,
  });

/** What agreements changed about months, newest first. */
export const agreementProposalsQuery = () => list<Proposal>('/proposals', { kind: 'agreement' });
