import type { ProposedEntry, RerateRequest } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { fingerprintOf } from '../proposals/fingerprint.ts';
import type { ProposalDraft, Proposals } from '../proposals/port.ts';

export interface RerateOfMonth {
  month: string;
  request: RerateRequest;
  entries: readonly ProposedEntry[];
  actor: string;
  difference: string;
  /** Of the entries. */
  digest: string;
  /** Entries that earlier rerates booked in the range: the same difference may be due again. */
  booked: number;
}

const SUPERSEDED = 'Prices or charges have changed since: a newer rerate takes its place.';

/**
 * Proposes what a month's rerate found, and takes back what an earlier one proposed for the same charges and nobody has decided
 * on: both approved would book it twice. Answers the id of the proposal that now waits; undefined when it is being booked.
 */
export async function proposeMonth(
  found: RerateOfMonth,
  proposals: Pick<Proposals, 'propose' | 'list' | 'reject'>,
): Promise<string | undefined> {
  const subject = subjectOf(found);
  await refuseWhileBooking(found.month, subject, proposals);
  const waiting = await proposals.list({ state: 'open', kind: 'rerate', month: found.month, limit: 500 });
  for (const open of waiting.data) {
    if (open.subject['digest'] === found.digest) return open.id;
    if (overlap(open.subject, subject)) await proposals.reject(open.id, { actor: 'weir', note: SUPERSEDED });
  }
  const { month, entries, actor } = found;
  const draft: ProposalDraft = {
    kind: 'rerate',
    month,
    title: `Rerate ${month}${about(found.request)}: ${signed(found.difference)} ${entries[0]?.currency ?? ''}`,
    reason: 'The price of the day is known otherwise now than when it was charged.',
    currency: entries[0]?.currency ?? 'USD',
    subject,
    fingerprint: fingerprintOf('rerate', subject, { booked: String(found.booked) }),
    proposedBy: actor,
    entries,
    again: true,
  };
  return (await proposals.propose(draft))?.id;
}

/** What is being booked is neither in the ledger wholly nor not at all. */
async function refuseWhileBooking(
  month: string,
  subject: Subject,
  proposals: Pick<Proposals, 'list'>,
): Promise<void> {
  const { data } = await proposals.list({ state: 'booking', kind: 'rerate', month, limit: 500 });
  const busy = data.find((one) => overlap(one.subject, subject));
  if (busy === undefined) return;
  throw new WeirError('conflict', `The rerate "${busy.id}" of ${month} is being booked`, {
    remedy: 'Wait until it is booked, then rerate again.',
  });
}

function subjectOf({ month, request, digest }: RerateOfMonth): Record<string, string> {
  const { provider, model, since, until } = request;
  return {
    month,
    since,
    until,
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
    digest,
  };
}

type Subject = Readonly<Record<string, string>>;

/** Whether two proposals may be about the same charges. */
export function overlap(a: Subject, b: Subject): boolean {
  const alike = (name: string) => a[name] === undefined || b[name] === undefined || a[name] === b[name];
  const before = (one: Subject, other: Subject) =>
    Date.parse(one['until'] ?? '') <= Date.parse(other['since'] ?? '');
  return alike('provider') && alike('model') && !before(a, b) && !before(b, a);
}

function about({ provider, model }: RerateRequest): string {
  const name = [provider, model].filter((part) => part !== undefined).join('/');
  return name === '' ? '' : `, ${name}`;
}

function signed(amount: string): string {
  const text = Decimal.from(amount).toString();
  return text.startsWith('-') ? text : `+${text}`;
}
