import type { AdmissionState } from '../../registry/admission-state.ts';
import type { RateAsk, RatePass, Rates } from '../port.ts';
import { matchesPlace } from '../subject.ts';
import type { Count, Sharing } from './count.ts';
import { LimitCounts } from './counts.ts';
import { Pass } from './pass.ts';
import { neverFits } from './refusal.ts';
import { nanoOf, unitsFor } from './rule.ts';
import { type Match, RuleSet, whoseOf } from './rules.ts';
import { Turns } from './turns.ts';

/** How often what is idle is forgotten, ms. */
const SWEEP_MS = 5_000;

export interface RatesOptions {
  /** The newest rules; undefined before the first. */
  rules: () => Pick<AdmissionState, 'version' | 'rateLimits'> | undefined;
  /** Milliseconds that never go back. */
  now: () => number;
  /** Calls back after so many milliseconds unless cancelled. */
  after: (ms: number, then: () => void) => () => void;
}

/** Rate limits at one gateway. */
export class LocalRates implements Rates {
  readonly limits = new Map<string, LimitCounts>();
  protected readonly sharing: Sharing = { leased: false, gateways: 1 };
  protected readonly turns: Turns;
  private readonly options: RatesOptions;
  private version = -1;
  private set = new RuleSet<Count>([]);
  private sweptAt: number;
  private readonly now: () => number;
  private readonly freed: (counts: readonly Count[]) => void;

  constructor(options: RatesOptions) {
    this.options = options;
    this.now = options.now;
    this.turns = new Turns(options, (count) => this.refused(count));
    this.freed = (counts) => this.turns.freed(counts);
    this.sweptAt = options.now();
  }

  admit(ask: RateAsk): RatePass | undefined | Promise<RatePass | undefined> {
    const rules = this.options.rules();
    if (rules === undefined) return undefined;
    if (rules.version !== this.version) this.accept(rules);
    if (this.set.rules.length === 0) return undefined;
    const match = this.set.matchOf(ask.subject);
    if (match.candidates.length === 0) return undefined;
    const now = this.now();
    if (now - this.sweptAt >= SWEEP_MS) this.sweep(now);
    const counts = this.countsOf(match, ask, now);
    if (counts.length === 0) return undefined;
    const amounts = { tokens: ask.tokens, nano: nanoOf(ask.cost) };
    const pass = new Pass(counts, amounts, this.now, this.freed);
    if (this.turns.take(counts, amounts, now)) return pass;
    for (const count of counts) {
      if (unitsFor(count.rule, amounts.tokens, amounts.nano) > count.rule.burst) {
        this.refused(count);
        throw neverFits(count, amounts);
      }
    }
    return this.turns.wait(counts, amounts, now, ask.onLeave).then(() => pass);
  }

  private refused(count: Count): void {
    const limit = this.limits.get(count.rule.id);
    if (limit !== undefined) limit.refused += 1;
  }

  private accept({ version, rateLimits }: Pick<AdmissionState, 'version' | 'rateLimits'>): void {
    this.version = version;
    this.set = new RuleSet(rateLimits);
    const ids = new Set<string>();
    for (const rule of this.set.rules) {
      ids.add(rule.id);
      const known = this.limits.get(rule.id);
      if (known?.follow(rule) !== true) this.limits.set(rule.id, new LimitCounts(rule, this.sharing));
    }
    for (const id of this.limits.keys()) if (!ids.has(id)) this.limits.delete(id);
  }

  private countsOf(match: Match<Count>, { place }: RateAsk, now: number): readonly Count[] {
    const { counts: known } = match;
    if (known !== undefined && !anyForgotten(known)) return known;
    const counts: Count[] = [];
    let ofPlace = false;
    for (const candidate of match.candidates) {
      if (candidate.ofPlace) {
        ofPlace = true;
        if (!matchesPlace(candidate.rule.scope, place)) continue;
      }
      const limit = this.limits.get(candidate.rule.id);
      if (limit !== undefined) counts.push(limit.of(whoseOf(candidate, place), now));
    }
    if (!ofPlace) match.counts = counts;
    return counts;
  }

  private sweep(now: number): void {
    this.sweptAt = now;
    for (const limit of this.limits.values()) limit.forgetIdle(now);
  }
}

function anyForgotten(counts: readonly Count[]): boolean {
  for (const count of counts) if (count.forgotten) return true;
  return false;
}
