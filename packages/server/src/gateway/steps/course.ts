import type { EscalationReason } from '@weir/core/contract';
import { addressOf } from '../routing/place.ts';
import type { Leg, Plan } from '../routing/plan.ts';
import type { AnswerHead } from '../upstream/headers.ts';
import { type RetryPolicy, reconnectDelay, retryDelay, TRANSIENT } from '../upstream/retry.ts';

/** What to do next when a try gave nothing. */
export interface Step {
  readonly delayMs: number;
  /** As recorded with the try that failed. */
  readonly why: 'retry' | 'fallback' | 'escalation:error';
}

/** The provider is at fault, or will not serve this model or account: another may. A bad request stays one everywhere. */
const ELSEWHERE = new Set([401, 402, 403, 404, 408, 410]);
/** Busy: no use in asking again at once while another can answer. */
const BUSY = new Set([429, 503, 529]);
/** The request asks for what this model does not do: a temperature, thinking, so long an answer. */
const UNFIT = new Set([400, 422]);
/** A request that so many substitutes refuse is most likely wrong itself. */
const MOST_UNFIT = 4;
/** With a stand-in at hand a place is asked this often. */
const TRIES_BEFORE_FALLBACK = 2;

/** Where a call has been and where it goes next. */
export class Course {
  /** Places asked, in order; each once however often. */
  readonly been: Leg[];
  /** Rules that applied on the way. */
  readonly rules: string[] = [];
  /** The place being asked, or to be asked next. */
  leg: Leg;
  /** The place that was asked last. */
  asked: Leg;
  private tries = 1;
  private standIn = 1;
  private higher = 0;
  private readonly plan: Plan;
  private readonly retry: RetryPolicy;

  constructor(plan: Plan, retry: RetryPolicy) {
    this.plan = plan;
    this.retry = retry;
    this.leg = plan.legs[0];
    this.asked = this.leg;
    this.been = [this.leg];
  }

  /** The place it goes to now is being asked. */
  begin(): void {
    this.asked = this.leg;
  }

  /** There is a better model to turn to. */
  get mayEscalate(): boolean {
    return this.higher < this.plan.escalations.length;
  }

  /** Undefined when this answer is the one to pass on. */
  afterAnswer(head: AnswerHead, now: number): Step | undefined {
    const { status } = head;
    if (status < 400) return undefined;
    const passing = TRANSIENT.has(status) && head.shouldRetry !== 'false';
    if (this.hasElsewhere && (passing || ELSEWHERE.has(status) || this.isUnfit(status))) {
      const delay = retryDelay(this.retry, this.tries, head, now);
      const again = passing && !BUSY.has(status) && this.tries < TRIES_BEFORE_FALLBACK;
      return again && delay !== undefined ? this.sameAgain(delay) : this.elsewhere(`http ${status}`);
    }
    const delay = retryDelay(this.retry, this.tries, head, now);
    return delay === undefined ? undefined : this.sameAgain(delay);
  }

  /** `late`: asking the same again is no use. */
  afterFailure(late: boolean): Step | undefined {
    if (this.hasElsewhere && (late || this.tries >= TRIES_BEFORE_FALLBACK))
      return this.elsewhere('no answer');
    const delay = late ? undefined : reconnectDelay(this.retry, this.tries);
    return delay === undefined ? undefined : this.sameAgain(delay);
  }

  escalate(reason: EscalationReason): void {
    const next = this.plan.escalations[this.higher];
    this.higher += 1;
    // stand-ins are for the model asked for; from here on it goes up only
    this.standIn = this.plan.legs.length;
    if (next !== undefined) this.goTo(next, `escalation ${reason}`);
  }

  /** A caller must not be refused for what a model does not take that was chosen in its stead. */
  private isUnfit(status: number): boolean {
    return this.plan.substitutes === true && UNFIT.has(status) && this.standIn <= MOST_UNFIT;
  }

  private get hasElsewhere(): boolean {
    return this.standIn < this.plan.legs.length || (this.mayEscalate && this.plan.escalatesErrors);
  }

  private sameAgain(delayMs: number): Step {
    this.tries += 1;
    return { delayMs, why: 'retry' };
  }

  private elsewhere(cause: string): Step {
    const next = this.plan.legs[this.standIn];
    if (next === undefined) {
      this.escalate('error');
      return { delayMs: 0, why: 'escalation:error' };
    }
    this.standIn += 1;
    this.goTo(next, `fallback (${cause})`);
    return { delayMs: 0, why: 'fallback' };
  }

  private goTo(leg: Leg, rule: string): void {
    this.rules.push(`${rule}: ${addressOf(leg.place)}`);
    this.leg = leg;
    this.tries = 1;
    this.been.push(leg);
  }
}
