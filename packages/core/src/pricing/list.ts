import type { ExtractorOwner, MatchRule } from '../usage/index.ts';

/** catalog/prices/list.json, validated. */
export interface PriceList {
  source: { package: string; version: string; licence: string };
  providers: readonly ListProvider[];
}

export interface ListProvider extends ExtractorOwner {
  name?: string;
  /** Names this provider also goes by. */
  provider_match?: MatchRule;
  /** Model names that are this provider's when none was named. */
  model_match?: MatchRule;
  /** Providers whose models this one resells under their names and at their prices. */
  fallback_model_providers?: readonly string[];
  /** The first that matches a name is its price. */
  models: readonly ListModel[];
}

export interface ListModel {
  id: string;
  name?: string;
  match: MatchRule;
  context_window?: number;
  deprecated?: boolean;
  minimum_audio_seconds?: number;
  /** The last one whose condition holds applies; the first applies when none does. */
  prices: readonly ListPrice[];
}

export interface ListPrice {
  /** Holds from this day, 00:00 UTC. */
  start_date?: string;
  /** Holds daily from start to end (exclusive), `HH:MM:SS` with `Z` or an offset; may cross midnight. */
  time_of_day?: { start: string; end: string };
  /** By price key of the unit, `input_mtok`: US dollars for `per` units. */
  rates: Readonly<Record<string, ListRate>>;
}

/** A decimal string, or steps by the total input tokens of the call: the last `start` exceeded applies to all. */
export type ListRate = string | { base: string; tiers: readonly { start: number; price: string }[] };
