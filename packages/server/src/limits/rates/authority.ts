import { Account } from './account.ts';
import type { RateLimitSettings, SliceAnswer, SliceAnswers, SliceAsk } from './port.ts';
import { countsAlike, type Rule, ruleOf } from './rule.ts';

/** Subjects of one limit that are remembered; the oldest makes room. */
const MOST_SUBJECTS = 100_000;
/** A limit nobody knows: the gateway goes by its own part and asks again. */
const UNKNOWN = { granted: 0, valid_ms: 0, retry_ms: 0, free: 0, unknown: true } as const;

export interface RateAuthorityOptions {
  /** Milliseconds that never go back. */
  now: () => number;
  limits: () => readonly RateLimitSettings[];
  mostSubjects?: number;
}

/** Of one limit, over all gateways. */
export interface LimitFigures {
  limit: string;
  /** Distinct values of `per` seen in the window. */
  subjects: number;
  /** Largest share of the limit that one of them used in the window, percent. */
  busiestPercent: number;
  busiest: string;
}

interface Limit {
  rule: Rule;
  readonly bySubject: Map<string, Account>;
}

/** Hands rate limits out to gateways in slices, so that all of them together keep within each. In memory only. */
export class SliceAuthority {
  private readonly now: () => number;
  private readonly limitsOf: () => readonly RateLimitSettings[];
  private readonly most: number;
  private readonly limits = new Map<string, Limit>();
  private readonly gateways = new Set<string>();

  constructor({ now, limits, mostSubjects = MOST_SUBJECTS }: RateAuthorityOptions) {
    this.now = now;
    this.limitsOf = limits;
    this.most = mostSubjects;
    this.rulesChanged();
  }

  /** Gateways that are connected, at least 1. */
  get connectedGateways(): number {
    return Math.max(1, this.gateways.size);
  }

  connected(gateway: string): void {
    this.gateways.add(gateway);
  }

  /** Its places among concurrent calls are free at once, its slices lapse. */
  disconnected(gateway: string): void {
    this.gateways.delete(gateway);
    for (const { bySubject } of this.limits.values()) {
      for (const account of bySubject.values()) account.gone(gateway);
    }
  }

  /** What was used stays used, unless a limit counts something else now. */
  rulesChanged(): void {
    const rules = new Map(this.limitsOf().map((limit) => [limit.id, ruleOf(limit)]));
    for (const id of this.limits.keys()) if (!rules.has(id)) this.limits.delete(id);
    for (const [id, rule] of rules) {
      const known = this.limits.get(id);
      if (known === undefined || !countsAlike(known.rule, rule)) {
        this.limits.set(id, { rule, bySubject: new Map() });
        continue;
      }
      known.rule = rule;
      for (const account of known.bySubject.values()) account.rule = rule;
    }
  }

  ask(gateway: string, asks: readonly SliceAsk[]): SliceAnswers {
    const now = this.now();
    this.gateways.add(gateway);
    return { gateways: this.connectedGateways, answers: asks.map((ask) => this.answer(gateway, ask, now)) };
  }

  /** Forgets subjects that use nothing. */
  sweep(): void {
    const now = this.now();
    for (const { bySubject } of this.limits.values()) {
      for (const [subject, account] of bySubject) {
        if (!account.isSeen(now) && account.isIdle(now)) bySubject.delete(subject);
      }
    }
  }

  figures(): LimitFigures[] {
    const now = this.now();
    return [...this.limits.values()].map((limit) => figuresOf(limit, now));
  }

  private answer(gateway: string, ask: SliceAsk, now: number): SliceAnswer {
    const limit = this.limits.get(ask.limit);
    if (limit === undefined) return { seq: ask.seq, ...UNKNOWN };
    return this.account(limit, ask.subject, now).ask(gateway, ask, this.gateways.size <= 1, now);
  }

  private account({ rule, bySubject }: Limit, subject: string, now: number): Account {
    const known = bySubject.get(subject);
    if (known !== undefined) return known;
    if (bySubject.size >= this.most) {
      const [oldest] = bySubject.keys();
      if (oldest !== undefined) bySubject.delete(oldest);
    }
    const account = new Account(rule, now);
    bySubject.set(subject, account);
    return account;
  }
}

const PERCENT = 100;

function figuresOf({ rule, bySubject }: Limit, now: number): LimitFigures {
  let subjects = 0;
  let most = 0;
  let busiest = '';
  for (const [subject, account] of bySubject) {
    if (!account.isSeen(now)) continue;
    subjects += 1;
    const share = account.share(now);
    if (share <= most) continue;
    most = share;
    busiest = subject;
  }
  return { limit: rule.id, subjects, busiest, busiestPercent: Math.round(most * PERCENT * 10) / 10 };
}
