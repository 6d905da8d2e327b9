import type { Alert, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, gte, ne } from 'drizzle-orm';
import { alerts } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { enqueue, type NoticeEvent } from './alert-outbox.ts';
import { type AlertRecord, presentAlert } from './alert-present.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { notFound } from './references.ts';

/** What the engine decided about one alert. */
export interface AlertChange {
  record: AlertRecord;
  /** State it is believed to be in; undefined makes it. When a person was quicker the change is dropped. */
  from: string | undefined;
  /** Who is to be told what: deliveries are written in the same transaction. */
  event?: NoticeEvent;
}

export interface AlertFilter extends PageRequest {
  state?: Alert['state'];
  kind?: Alert['kind'];
}

export interface AlertService {
  list(filter: AlertFilter): Promise<Page<Alert>>;
  show(id: string): Promise<Alert>;
  /** Nobody is told again, and it does not escalate, unless it gets worse. Twice changes nothing. */
  acknowledge(id: string, by: ChangeBy): Promise<Alert>;
  /** Silent until then. Throws `invalid_argument` for an instant that has passed. */
  snooze(id: string, until: string, by: ChangeBy): Promise<Alert>;
  unsnooze(id: string, by: ChangeBy): Promise<Alert>;
  /** By hand: it stays silent while its condition lasts, and opens anew when it comes again. */
  resolve(id: string, by: ChangeBy): Promise<Alert>;
  /** For the engine: those not resolved. From memory while nothing was written. */
  unresolved(): Promise<readonly AlertRecord[]>;
  /** For the engine: begun since then, resolved or not. */
  begunSince(since: Date): Promise<readonly AlertRecord[]>;
  /** Alerts and their deliveries, all or none; resolves when durable. */
  apply(changes: readonly AlertChange[]): Promise<void>;
}

/** What people do is written by whichever process serves them; it is seen this late elsewhere. */
const REMEMBERED_MS = 2_000;

export function alertService(store: Store, newId: () => string): AlertService {
  let known: { open: readonly AlertRecord[]; at: number } | undefined;

  /** By hand, audited. `edit` returns undefined when there is nothing to change. */
  async function act(
    id: string,
    by: ChangeBy,
    action: string,
    edit: (old: AlertRecord, change: Change) => { row: AlertRecord; event?: NoticeEvent } | undefined,
  ): Promise<Alert> {
    try {
      return await store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const edited = edit(old, change);
        if (edited === undefined) return presentAlert(old);
        const { row, event } = edited;
        await change.tx.update(alerts).set(row).where(eq(alerts.id, id));
        if (event !== undefined) await enqueue(change.tx, row, event, change);
        change.audit(`alert.${action}`, `alert/${id}`, presentAlert(old), presentAlert(row));
        return presentAlert(row);
      });
    } finally {
      known = undefined;
    }
  }

  async function write(tx: Queries, { record, from, event }: AlertChange): Promise<void> {
    if (from === undefined) {
      const made = await tx.insert(alerts).values(record).onConflictDoNothing().returning({ id: alerts.id });
      if (made.length === 0) return;
    } else {
      const unchanged = and(eq(alerts.id, record.id), eq(alerts.state, from));
      const changed = await tx.update(alerts).set(record).where(unchanged).returning({ id: alerts.id });
      if (changed.length === 0) return;
    }
    const now = new Date(store.clock.now());
    if (event !== undefined) await enqueue(tx, record, event, { now, newId });
  }

  return {
    async list(filter) {
      const page = keyset(filter, alerts.since, alerts.id);
      const rows = await store.db
        .select()
        .from(alerts)
        .where(
          and(
            page.after,
            filter.state === undefined ? undefined : eq(alerts.state, filter.state),
            filter.kind === undefined ? undefined : eq(alerts.kind, filter.kind),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, presentAlert, (row) => ({ at: row.since, id: row.id }));
    },
    show: async (id) => presentAlert(await find(store.db, id)),
    acknowledge: (id, by) =>
      act(id, by, 'acknowledge', (old) => {
        refuseResolved(old);
        if (old.state === 'acknowledged') return undefined;
        const row = { ...old, state: 'acknowledged', acknowledgedBy: by.actor, snoozedUntil: null };
        return { row, event: 'acknowledged' };
      }),
    snooze: (id, until, by) =>
      act(id, by, 'snooze', (old, { now }) => {
        refuseResolved(old);
        const snoozedUntil = new Date(until);
        if (snoozedUntil <= now) throw inThePast();
        return { row: { ...old, state: 'snoozed', snoozedUntil } };
      }),
    unsnooze: (id, by) =>
      act(id, by, 'unsnooze', (old) => {
        refuseResolved(old);
        if (old.state !== 'snoozed') return undefined;
        return { row: { ...old, state: stateAwake(old), snoozedUntil: null } };
      }),
    resolve: (id, by) =>
      act(id, by, 'resolve', (old, { now }) => {
        if (old.state === 'resolved') return undefined;
        return { row: { ...old, state: 'resolved', resolvedAt: now, snoozedUntil: null }, event: 'resolved' };
      }),
    async unresolved() {
      const now = store.clock.monotonic();
      if (known === undefined || now - known.at > REMEMBERED_MS) {
        const query = store.db.select().from(alerts).where(ne(alerts.state, 'resolved'));
        known = { open: await query.orderBy(alerts.since, alerts.id), at: now };
      }
      return known.open;
    },
    begunSince: (since) =>
      store.db.select().from(alerts).where(gte(alerts.since, since)).orderBy(alerts.since, alerts.id),
    async apply(changes) {
      if (changes.length === 0) return;
      try {
        await store.note(async (tx) => {
          for (const change of changes) await write(tx, change);
        });
      } finally {
        known = undefined;
      }
    },
  };
}

/** What a snoozed alert goes back to. */
export function stateAwake({ acknowledgedBy }: AlertRecord): 'acknowledged' | 'open' {
  return acknowledgedBy === null ? 'open' : 'acknowledged';
}

function refuseResolved({ id, state }: AlertRecord): void {
  if (state !== 'resolved') return;
  throw new WeirError('conflict', `The alert "${id}" is resolved`, {
    remedy: 'There is nothing left to do about it; should it come again, a new alert opens.',
  });
}

function inThePast(): WeirError {
  return new WeirError('invalid_argument', 'The snooze would be over already', {
    field: 'until',
    remedy: 'Give an instant in the future, for example 2030-01-31T09:00:00Z.',
  });
}

async function find(db: Queries, id: string): Promise<AlertRecord> {
  const [row] = await db.select().from(alerts).where(eq(alerts.id, id));
  if (row === undefined) throw notFound('alert', id);
  return row;
}
