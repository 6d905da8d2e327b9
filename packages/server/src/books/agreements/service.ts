import { createHash } from 'node:crypto';
import type { AgreementStatus, AppliedAgreement } from '@weir/core/contract';
import { MONEY_SCALE } from '@weir/core/money';
import type { Clock } from '../../platform/clock.ts';
import type { AgreementService } from '../../registry/services/agreements.ts';
import { monthBefore, monthOf, monthSpan } from '../months.ts';
import { fingerprintOf } from '../proposals/fingerprint.ts';
import type { Proposals } from '../proposals/port.ts';
import { countedSince, type MonthPlan, type PlanDeps, planMonth } from './plan.ts';
import { statusOf } from './status.ts';

export interface AgreementsDeps extends Omit<PlanDeps, 'agreements'> {
  agreements: Pick<AgreementService, 'within' | 'show'>;
  proposals: Pick<Proposals, 'propose' | 'list' | 'reject' | 'approve'>;
  timeZone(): string;
  isClosed(month: string): boolean | Promise<boolean>;
  clock: Clock;
}

/** What agreements with providers make of what was used. */
export interface AgreementBooks {
  /**
   * Books what a month's agreements change about its cost: at once while the month is not closed (a proposal per agreement stays as the
   * record), as a proposal that waits for approval once it is. Running it twice books nothing the second time.
   */
  apply(month: string, options: { dryRun?: boolean }): Promise<AppliedAgreement[]>;
  /** `apply` for the running month and those before it that are not closed, at most three. For the control that leads, daily. */
  keepFresh(): Promise<AppliedAgreement[]>;
  /** Sentences about what is not booked as agreed; empty when all is. Reasons not to close a month. */
  agreementsFresh(month: string): Promise<string[]>;
  status(id: string): Promise<AgreementStatus>;
  /** Since when calls must be there for the months that are kept fresh. */
  countsSince(): Promise<Date>;
}

/** How many months back use may still change unnoticed: late spools, sources, rerates. */
const KEPT_FRESH = 3;
const SUPERSEDED = 'Use or agreements have changed since: a newer proposal takes its place.';
/** Who books what needs nobody's word: the agreement was somebody's. */
const WEIR = { actor: 'weir', by: 'weir' };

export function createAgreementBooks(deps: AgreementsDeps): AgreementBooks {
  const { proposals, clock } = deps;

  async function planOf(month: string): Promise<MonthPlan> {
    const span = monthSpan(month, deps.timeZone());
    const until = Math.min(span.until.getTime(), clock.now());
    const since = span.since.getTime();
    if (until <= since) return { agreements: [] };
    return planMonth({ since, until }, deps.timeZone(), deps);
  }

  async function book(month: string, plan: MonthPlan['agreements'][number]): Promise<string | undefined> {
    const { id, currency, amount, entries, booked } = plan;
    const digest = createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 32);
    const subject = { agreement: id, month, currency, digest };
    const waiting = await proposals.list({ state: 'open', kind: 'agreement', month, limit: 500 });
    const mine = waiting.data.filter(
      ({ subject: of }) => of['agreement'] === id && of['currency'] === currency,
    );
    const closed = await deps.isClosed(month);
    const same = mine.find(({ subject: of }) => of['digest'] === digest);
    for (const old of mine) if (old !== same) await proposals.reject(old.id, { ...WEIR, note: SUPERSEDED });
    const proposal =
      same ??
      (await proposals.propose({
        kind: 'agreement',
        month,
        title: `Agreement ${id}, ${month}: ${amount.toString()} ${currency}`.slice(0, 200),
        reason: `What the agreement "${id}" makes of what was used in ${month}.`,
        currency,
        subject,
        // what is booked already belongs to the difference: the same amount may be due again
        fingerprint: fingerprintOf('agreement', subject, { booked: String(booked) }),
        proposedBy: 'agreements',
        entries,
      }));
    if (proposal === undefined) return undefined;
    if (!closed) await proposals.approve(proposal.id, { ...WEIR, note: 'as agreed' });
    return proposal.id;
  }

  async function apply(month: string, { dryRun = false }: { dryRun?: boolean }): Promise<AppliedAgreement[]> {
    const { agreements } = await planOf(month);
    const applied: AppliedAgreement[] = [];
    for (const plan of agreements) {
      const proposal = dryRun ? undefined : await book(month, plan);
      applied.push({
        agreement: plan.id,
        amount: plan.amount.toFixed(MONEY_SCALE),
        currency: plan.currency,
        entries: plan.entries.length,
        ...(proposal === undefined ? {} : { proposal }),
      });
    }
    return applied;
  }

  return {
    apply,
    async keepFresh() {
      const applied: AppliedAgreement[] = [];
      let month = monthOf(new Date(clock.now()), deps.timeZone());
      for (let count = 0; count < KEPT_FRESH; count++, month = monthBefore(month)) {
        if (!(await deps.isClosed(month))) applied.push(...(await apply(month, {})));
      }
      return applied;
    },
    async agreementsFresh(month) {
      const { agreements } = await planOf(month);
      return agreements.map(
        ({ id, amount, currency }) =>
          `The agreement "${id}" is not booked as it stands (${amount.toString()} ${currency}): weir agreement apply ${month}.`,
      );
    },
    status: (id) => statusOf(id, deps),
    async countsSince() {
      let earliest = clock.now();
      let month = monthOf(new Date(clock.now()), deps.timeZone());
      for (let count = 0; count < KEPT_FRESH; count++, month = monthBefore(month)) {
        const { since, until } = monthSpan(month, deps.timeZone());
        const span = { since: since.getTime(), until: until.getTime() };
        earliest = Math.min(earliest, await countedSince(span, deps.timeZone(), deps));
      }
      return new Date(earliest);
    },
  };
}
