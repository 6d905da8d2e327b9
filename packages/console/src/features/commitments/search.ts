import { oneOf, textOf } from '../../routes/search.ts';

export const KINDS = [
  'commitment',
  'credit',
  'volume',
  'discount',
  'free',
  'provisioned',
  'self_hosted',
] as const;
export type Kind = (typeof KINDS)[number];

export const STATES = ['holds', 'planned', 'over'] as const;
export type State = (typeof STATES)[number];

export interface CommitmentsSearch {
  search?: string | undefined;
  kind?: Kind | undefined;
  state?: State | undefined;
}

export function readCommitmentsSearch(raw: Record<string, unknown>): CommitmentsSearch {
  const search = textOf(raw['search']);
  const kind = oneOf(raw['kind'], KINDS);
  const state = oneOf(raw['state'], STATES);
  return {
    ...(search === undefined ? {} : { search }),
    ...(kind === undefined ? {} : { kind }),
    ...(state === undefined ? {} : { state }),
  };
}
