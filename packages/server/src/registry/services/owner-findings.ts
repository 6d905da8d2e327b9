import { localTime } from '@weir/core/economics';
import { and, eq, inArray, isNotNull, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { people, workloads } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Directory } from '../store/directory.ts';
import { names, type PersonRow } from './belongings.ts';
import { keepFindings } from './kept-findings.ts';

/** Opens and closes what follows from who owns workloads and from when they are to be looked at. */
export async function keepOwnerFindings(change: Change, today: string): Promise<void> {
  await keepFindings(change, 'owner_left', await ownersLeft(change));
  await keepFindings(change, 'review_overdue', await reviewsOverdue(change, today));
}

/** `2026-11-22` where the organization is. */
export function todayOf({ rows }: Directory, now: number): string {
  const [organization] = rows.organization.values();
  const { year, month, day } = localTime(now, organization?.timeZone ?? 'UTC');
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join(
    '-',
  );
}

async function ownersLeft({ tx }: Change) {
  const left = await tx.select().from(people).where(eq(people.state, 'left'));
  if (left.length === 0) return [];
  const called = left.flatMap(({ id, email }) => [id, email.toLowerCase()]);
  const owned = await tx
    .select({ id: workloads.id, owner: workloads.owner, technicalOwner: workloads.technicalOwner })
    .from(workloads)
    .where(
      and(
        ne(workloads.stage, 'retired'),
        or(inArray(lower(workloads.owner), called), inArray(lower(workloads.technicalOwner), called)),
      ),
    );
  const byName = new Map<string, PersonRow>();
  for (const person of left) byName.set(person.id, person).set(person.email.toLowerCase(), person);
  const whoLeft = (text: string | null) => {
    const person = text === null ? undefined : (byName.get(text) ?? byName.get(text.toLowerCase()));
    return person !== undefined && names(person, text) ? person : undefined;
  };
  return owned.flatMap(({ id, owner, technicalOwner }) => {
    const roles = [
      { person: whoLeft(owner), as: 'answered for it', option: '--owner' },
      { person: whoLeft(technicalOwner), as: 'ran it', option: '--technical-owner' },
    ].flatMap(({ person, ...rest }) => (person === undefined ? [] : [{ person, ...rest }]));
    const [first] = roles;
    if (first === undefined) return [];
    const who = roles.map(({ person, as }) => `${person.email}, who ${as}, has left`).join('; ');
    const options = roles.map(({ option }) => `${option} <e-mail>`).join(' ');
    return [
      {
        severity: 'warning' as const,
        subject: id,
        message: `${who}. Give it to somebody: weir workload change ${id} ${options}, or all that was theirs: weir person leave ${first.person.id} --reassign-to <person>.`,
      },
    ];
  });
}

async function reviewsOverdue({ tx }: Change, today: string) {
  const overdue = await tx
    .select({ id: workloads.id, reviewDate: workloads.reviewDate, owner: workloads.owner })
    .from(workloads)
    .where(
      and(ne(workloads.stage, 'retired'), isNotNull(workloads.reviewDate), lt(workloads.reviewDate, today)),
    );
  return overdue.map(({ id, reviewDate, owner }) => ({
    severity: 'warning' as const,
    subject: id,
    message: `Its review was due on ${reviewDate ?? ''}. ${owner} decides whether it goes on and says when to look again: weir workload change ${id} --review-date <day>.`,
  }));
}

const lower = (column: AnyPgColumn): SQL<string> => sql<string>`lower(${column})`;
