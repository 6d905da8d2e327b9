import type { createKill, Kill, KillTarget, Page } from '@weir/core/contract';
import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { kills } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Directory, Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { invalid } from './amounts.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional } from './present.ts';
import { notFound } from './references.ts';

type Row = Tables['kill'];
type Input = z.infer<typeof createKill>;

const NAMED = 10;

export const KILL_STATES = ['active', 'ended'] as const;

export interface KillFilter extends PageRequest {
  state?: (typeof KILL_STATES)[number];
}

export interface KillService {
  /** Thrown twice it is one: the second may still ask to cut what is under way. */
  create(input: Input, by: ChangeBy): Promise<Kill>;
  list(filter: KillFilter): Promise<Page<Kill>>;
  show(id: string): Promise<Kill>;
  /** Ending twice changes nothing. */
  end(id: string, by: ChangeBy): Promise<Kill>;
}

const present = (row: Row): Kill => ({
  id: row.id,
  target: row.target as KillTarget,
  ...optional('subject', row.subject),
  reason: row.reason,
  cut: row.cut,
  by: row.by,
  created_at: row.createdAt.toISOString(),
  ...optional('ended_at', row.endedAt?.toISOString()),
  ...optional('ended_by', row.endedBy),
});

/** `providers` are the ids of the configured ones. */
export function killService(store: Store, providers: () => readonly string[]): KillService {
  async function find(id: string): Promise<Row> {
    const [row] = await store.db.select().from(kills).where(eq(kills.id, id));
    if (row === undefined) throw notFound('kill switch', id);
    return row;
  }

  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        checkSubject(input, store.directory, providers());
        const thrown = await standing(change, input);
        if (thrown !== undefined) return thrown.cut || !input.cut ? present(thrown) : cut(change, thrown);
        const row: Row = {
          id: `kill_${change.newId()}`,
          target: input.target,
          subject: input.subject ?? null,
          reason: input.reason,
          cut: input.cut,
          by: by.actor,
          createdAt: change.now,
          endedAt: null,
          endedBy: null,
        };
        await change.tx.insert(kills).values(row);
        change.put('kill', row.id, row);
        change.audit('kill.create', `kill/${row.id}`, undefined, present(row));
        return present(row);
      }),
    async list(filter) {
      const page = keyset(filter, kills.createdAt, kills.id);
      const rows = await store.db
        .select()
        .from(kills)
        .where(and(page.after, inState(filter.state)))
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(id)),
    end: (id, by) =>
      store.change(by, async (change) => {
        const [old] = await change.tx.select().from(kills).where(eq(kills.id, id));
        if (old === undefined) throw notFound('kill switch', id);
        if (old.endedAt !== null) return present(old);
        const set = { endedAt: change.now, endedBy: by.actor };
        await change.tx.update(kills).set(set).where(eq(kills.id, id));
        change.remove('kill', id);
        const after = present({ ...old, ...set });
        change.audit('kill.end', `kill/${id}`, present(old), after);
        return after;
      }),
  };
}

function inState(state: KillFilter['state']) {
  if (state === undefined) return undefined;
  return state === 'active' ? isNull(kills.endedAt) : isNotNull(kills.endedAt);
}

async function standing(change: Change, { target, subject }: Input): Promise<Row | undefined> {
  const same = subject === undefined ? isNull(kills.subject) : eq(kills.subject, subject);
  const [row] = await change.tx
    .select()
    .from(kills)
    .where(and(isNull(kills.endedAt), eq(kills.target, target), same))
    .limit(1);
  return row;
}

async function cut(change: Change, old: Row): Promise<Kill> {
  const row: Row = { ...old, cut: true };
  await change.tx.update(kills).set({ cut: true }).where(eq(kills.id, old.id));
  change.put('kill', row.id, row);
  change.audit('kill.change', `kill/${row.id}`, present(old), present(row));
  return present(row);
}

/** Throws `invalid_argument` with what there is: a switch that stops nothing would be worse than none. */
function checkSubject({ target, subject }: Input, { rows }: Directory, providers: readonly string[]): void {
  if (target === 'everything' || subject === undefined) return;
  if (target === 'key') requireOne('key', subject, [...rows.key.keys()]);
  else if (target === 'provider') requireOne('provider', subject, providers);
  else requireOne('workload', target === 'task' ? workloadOf(subject) : subject, [...rows.workload.keys()]);
}

function workloadOf(task: string): string {
  const at = task.indexOf('/');
  if (at > 0 && at < task.length - 1) return task.slice(0, at);
  throw invalid('subject', `"${task}" names no task`, 'Write <workload>/<task>.');
}

function requireOne(noun: string, id: string, known: readonly string[]): void {
  if (known.includes(id)) return;
  const some = known.slice(0, NAMED).join(', ');
  const more = known.length > NAMED ? ` (and ${known.length - NAMED} more)` : '';
  const remedy = known.length === 0 ? `There is no ${noun} yet.` : `Use one of: ${some}${more}.`;
  throw invalid('subject', `There is no ${noun} "${id}"`, remedy);
}
