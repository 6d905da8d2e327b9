import type { Scope } from '@weir/core/contract';
import { eq, like, or } from 'drizzle-orm';
import type { Queries } from '../store/db.ts';
import type { Named } from './references.ts';

const MAX_ID = 63;
/** Room for a hyphen and a number. */
const NUMBER = 6;
const TAG = /^tag\./;

/** `workload-support-bot-month`; `organization-month` for the empty scope. */
export function nameOfScope(scope: Scope, ending: string): string {
  const parts = Object.keys(scope)
    .sort()
    .map((name) => `${name.replace(TAG, '')}-${scope[name]}`);
  return [...(parts.length === 0 ? ['organization'] : parts), ending].join('-');
}

/** A slug of the wanted text that no row has: the text itself, or with a number. */
export async function freeId(tx: Queries, table: Named, wanted: string): Promise<string> {
  const slug = slugOf(wanted);
  const root = cut(slug, MAX_ID - NUMBER);
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(or(eq(table.id, slug), like(table.id, `${root}-%`)));
  const taken = new Set(rows.map(({ id }) => String(id)));
  if (!taken.has(slug)) return slug;
  for (let n = 2; ; n += 1) {
    const id = `${root}-${n}`;
    if (!taken.has(id)) return id;
  }
}

/** What other characters there are become hyphens, and what is too long is cut off. */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '');
  return cut(slug, MAX_ID) || 'limit';
}

function cut(slug: string, length: number): string {
  return slug.slice(0, length).replace(/-$/, '');
}
