import type { Scope } from '@weir/core/contract';
import { isPlaceDimension, matchesSubject, type PlaceFacts, type Subject, subjectValue } from '../subject.ts';
import type { RateLimitSettings } from './port.ts';
import { type Rule, ruleOf } from './rule.ts';

/** A limit that may hold for calls of a subject; where they go decides the rest. */
export interface Candidate {
  readonly rule: Rule;
  /** Scope or `per` speak of the place. */
  readonly ofPlace: boolean;
  /** Whose count it is; of the place when `per` is a dimension of places. */
  readonly whose: string;
}

/** What all calls of the same tags have in common. */
export interface Match<T> {
  readonly key: string;
  readonly candidates: readonly Candidate[];
  /** The same counts for all of them; absent when places have a say. */
  counts: readonly T[] | undefined;
}

const NONE: readonly Candidate[] = [];

/** The rate limits of one version of the rules. What holds for a tags object is worked out once. */
export class RuleSet<T> {
  readonly rules: readonly Rule[];
  private readonly byWorkload = new Map<string, Rule[]>();
  private readonly general: Rule[] = [];
  private readonly matches = new WeakMap<object, Match<T>>();

  constructor(limits: readonly RateLimitSettings[]) {
    // calls at once last, for they alone are freed by calls that end; otherwise the order of ids
    this.rules = limits.map(ruleOf).sort(inOrder);
    for (const rule of this.rules) {
      const workload = rule.scope['workload'];
      if (workload === undefined) this.general.push(rule);
      else this.byWorkload.set(workload, [...(this.byWorkload.get(workload) ?? []), rule]);
    }
  }

  matchOf(subject: Subject): Match<T> {
    const known = this.matches.get(subject.tags);
    if (known !== undefined && known.key === subject.key) return known;
    const match = { key: subject.key, candidates: this.candidatesOf(subject), counts: undefined };
    this.matches.set(subject.tags, match);
    return match;
  }

  private candidatesOf(subject: Subject): readonly Candidate[] {
    const { workload = '' } = subject.tags;
    const own = this.byWorkload.get(workload) ?? [];
    const found: Candidate[] = [];
    for (const rules of [own, this.general]) {
      for (const rule of rules)
        if (matchesSubject(rule.scope, subject)) found.push(candidateOf(rule, subject));
    }
    return found.length === 0 ? NONE : found.sort((a, b) => inOrder(a.rule, b.rule));
  }
}

/** Calls that lack the tag share one count, for without the tag nobody shall escape the limit. */
export function whoseOf({ rule, whose }: Candidate, place: PlaceFacts): string {
  return rule.per !== undefined && isPlaceDimension(rule.per) ? placeValue(rule.per, place) : whose;
}

function candidateOf(rule: Rule, subject: Subject): Candidate {
  const { per } = rule;
  const perPlace = per !== undefined && isPlaceDimension(per);
  return {
    rule,
    ofPlace: perPlace || speaksOfPlace(rule.scope),
    whose: per === undefined || perPlace ? '' : (subjectValue(subject, per) ?? ''),
  };
}

function speaksOfPlace(scope: Scope): boolean {
  return Object.keys(scope).some(isPlaceDimension);
}

function placeValue(dimension: string, { provider, model, tier }: PlaceFacts): string {
  if (dimension === 'provider') return provider;
  return dimension === 'model' ? model : (tier ?? '');
}

function inOrder(a: Rule, b: Rule): number {
  const late = Number(a.metric === 'concurrent') - Number(b.metric === 'concurrent');
  if (late !== 0) return late;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
