import { oneOf, type RawSearch, textOf } from '../../routes/search.ts';
import { readScope, type Scope } from '../scope/scope.ts';

/** Parts of the page, in the order in which one asks: does it fit, what is the list, what is ours, what was wrong. */
export const SECTIONS = ['coverage', 'lists', 'own', 'rates', 'rerate'] as const;
export type Section = (typeof SECTIONS)[number];

export const CHANGES = ['raised', 'lowered', 'added', 'removed', 'changed'] as const;
export type Change = (typeof CHANGES)[number];

/** Kinds of price as `GET /prices/coverage` counts them, in the order in which they are preferred. */
export const KINDS = ['agreement', 'override', 'catalog', 'list', 'rerate', 'other', 'fallback'] as const;
export type Kind = (typeof KINDS)[number];

export interface PricesSearch extends Pick<Scope, 'range' | 'since' | 'until'> {
  /** The first one when absent. */
  section?: Exclude<Section, 'coverage'> | undefined;
  search?: string | undefined;
  /** Only models priced so. */
  kind?: Kind | undefined;
  /** Id of the price list whose changes are shown. */
  list?: string | undefined;
  change?: Change | undefined;
  /** Of a rerate. */
  provider?: string | undefined;
  model?: string | undefined;
}

export const searchOf = (section: Section): PricesSearch => (section === 'coverage' ? {} : { section });

type Given = { [Name in keyof PricesSearch]: PricesSearch[Name] | undefined };
const present = (search: Given): PricesSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as PricesSearch;

export function readPricesSearch(raw: Record<string, unknown>): PricesSearch {
  const section = oneOf(raw['section'], SECTIONS);
  const { range, since, until } = readScope(raw as RawSearch);
  return present({
    ...searchOf(section ?? 'coverage'),
    range,
    since,
    until,
    search: textOf(raw['search']),
    kind: oneOf(raw['kind'], KINDS),
    list: textOf(raw['list']),
    change: oneOf(raw['change'], CHANGES),
    provider: textOf(raw['provider']),
    model: textOf(raw['model']),
  });
}

/** How far back a model's prices are shown. */
export const SPANS = ['90d', '1y', '3y'] as const;
export type Span = (typeof SPANS)[number];
export const DAYS: Record<Span, number> = { '90d': 90, '1y': 365, '3y': 1_095 };

export interface PriceSearch {
  /** A year when absent. */
  span?: Exclude<Span, '1y'> | undefined;
  /** What is paid when absent. */
  show?: 'list' | undefined;
}

export function readPriceSearch(raw: Record<string, unknown>): PriceSearch {
  const span = oneOf(raw['span'], ['90d', '3y']);
  return {
    ...(span === undefined ? {} : { span }),
    ...(oneOf(raw['show'], ['list']) === undefined ? {} : { show: 'list' as const }),
  };
}
