import type { RateAsk, RatePass, Rates } from '../port.ts';
import { matchesPlace } from '../subject.ts';
import type { Count, Sharing } from './count.ts';
import { LimitCounts } from './counts.ts';
import { Leasing } from './leasing.ts';
import { Pass } from './pass.ts';
import type { RateAuthority, RateReport, RateRules } from './port.ts';
import { neverFits } from './refusal.ts';
import { nanoOf, unitsFor } from './rule.ts';
import { type Match, RuleSet, whoseOf } from './rules.ts';
import { Turns } from './turns.ts';

/** How often what is idle is forgotten, ms. */
const SWEEP_MS = 5_000;

export interface RatesOptions {
  /** The newest rules; undefined before the first. */
  rules: () => RateRules | undefined;
  /** Milliseconds that never go back. */
  now: () => number;
  /** Calls back after so many milliseconds unless cancelled. */
  after: (ms: number, then: () => void) => () => void;
  /** Shares limits with other gateways; without one this gateway has all of them to itself. */
  authority?: RateAuthority;
}

/** Rate limits at one gateway. */
export function createRates(options: RatesOptions): GatewayRates {
  return new GatewayRates(options);
}

export class GatewayRates implements Rates {
  private readonly limits = new Map<string, LimitCounts>();
  private readonly sharing: Sharing;
  private readonly turns: Turns;
  private readonly leasing: Leasing | undefined;
  private readonly options: RatesOptions;
  private version = -1;
  private set = new RuleSet<Count>([]);
  private sweptAt: number;
  private readonly now: () => number;
  private readonly freed: (counts: readonly Count[]) => void;

  constructor(options: RatesOptions) {
    this.options = options;
    this.now = options.now;
    this.sharing = { leased: options.authority !== undefined, gateways: 1 };
    this.turns = new Turns(options, (count) => this.refused(count));
    this.leasing = options.authority === undefined ? undefined : this.lease(options.authority);
    this.turns.supply = this.leasing;
    this.freed = (counts) => {
      for (const count of counts) this.leasing?.watch(count);
      this.turns.freed(counts);
    };
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

  /** Of every limit, for control. */
  figures(): RateReport[] {
    return [...this.limits.values()].map((limit) => ({
      limit: limit.rule.id,
      refused: limit.refused,
      queued: limit.queued,
    }));
  }

  /** False while each gateway goes by its own part because control cannot be reached. */
  get isShared(): boolean {
    return this.leasing === undefined || this.sharing.leased;
  }

  /** Messages to the authority so far. */
  get asks(): number {
    return this.leasing?.asks ?? 0;
  }

  /** Subjects that are remembered, of all limits. */
  get subjects(): number {
    let sum = 0;
    for (const { size } of this.limits.values()) sum += size;
    return sum;
  }

  /** The connection to control is a new one. */
  reconnected(): void {
    this.leasing?.reconnected();
  }

  /** So many gateways are connected to control. */
  gatewaysAre(gateways: number): void {
    this.leasing?.gatewaysAre(gateways);
  }

  stop(): void {
    this.leasing?.stop();
  }

  private lease(authority: RateAuthority): Leasing {
    const { now, after } = this.options;
    return new Leasing({
      authority,
      sharing: this.sharing,
      now,
      after,
      look: (count) => this.turns.look(count),
      known: () => this.counts(),
    });
  }

  private *counts(): Iterable<Count> {
    for (const limit of this.limits.values()) yield* limit.values();
  }

  private refused(count: Count): void {
    const limit = this.limits.get(count.rule.id);
    if (limit !== undefined) limit.refused += 1;
  }

  private accept({ version, rateLimits }: RateRules): void {
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
