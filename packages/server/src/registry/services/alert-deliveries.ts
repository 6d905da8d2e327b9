import type { AlertDelivery, Page } from '@weir/core/contract';
import { and, eq, lt, lte, ne, notInArray, sql } from 'drizzle-orm';
import { alertDeliveries } from '../schema/index.ts';
import type { Store } from '../store/store.ts';
import type { AlertNotice } from './alert-outbox.ts';
import { type AlertDeliveryRow, presentDelivery } from './alert-present.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';

const DAY_MS = 86_400_000;
/** The log of what was delivered, or could not be. */
const KEPT_DAYS = 90;
const SWEEP_MS = 3_600_000;

/** A delivery that is to be tried now. */
export interface DueDelivery {
  id: string;
  channel: string;
  /** Tries so far. */
  attempts: number;
  notice: AlertNotice;
}

/** How a try went. `retryAt` absent: no further one. */
export type DeliveryOutcome = { ok: true } | { ok: false; error: string; retryAt: Date | undefined };

export interface DeliveryFilter extends PageRequest {
  channel?: string;
  alert?: string;
}

export interface AlertDeliveryService {
  list(filter: DeliveryFilter): Promise<Page<AlertDelivery>>;
  /**
   * At most one of each channel that is not `busy`, the oldest first. What is said of one alert on one channel keeps its
   * order: a message waits until those before it are delivered or given up.
   */
  due(busy: readonly string[]): Promise<DueDelivery[]>;
  /** Resolves when durable. */
  record(id: string, outcome: DeliveryOutcome): Promise<void>;
  /** Something to tell on one channel that is no alert of a rule. Resolves when durable. */
  add(channel: string, notice: AlertNotice, id: string): Promise<void>;
  /** What was sent outside the outbox, for the log: tests of a channel. */
  log(channel: string, notice: AlertNotice, id: string, outcome: DeliveryOutcome): Promise<AlertDelivery>;
}

export function alertDeliveryService(store: Store): AlertDeliveryService {
  let sweptAt = Number.NEGATIVE_INFINITY;

  async function sweep(tx: Store['db']): Promise<void> {
    const now = store.clock.now();
    if (now - sweptAt < SWEEP_MS) return;
    sweptAt = now;
    const outdated = lt(alertDeliveries.createdAt, new Date(now - KEPT_DAYS * DAY_MS));
    await tx.delete(alertDeliveries).where(and(outdated, ne(alertDeliveries.state, 'pending')));
  }

  return {
    async list(filter) {
      const page = keyset(filter, alertDeliveries.createdAt, alertDeliveries.id);
      const rows = await store.db
        .select()
        .from(alertDeliveries)
        .where(
          and(
            page.after,
            filter.channel === undefined ? undefined : eq(alertDeliveries.channel, filter.channel),
            filter.alert === undefined ? undefined : eq(alertDeliveries.alert, filter.alert),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, presentDelivery, (row) => ({ at: row.createdAt, id: row.id }));
    },
    async due(busy) {
      const rows = await store.db
        .selectDistinctOn([alertDeliveries.channel])
        .from(alertDeliveries)
        .where(
          and(
            eq(alertDeliveries.state, 'pending'),
            lte(alertDeliveries.nextTryAt, new Date(store.clock.now())),
            busy.length === 0 ? undefined : notInArray(alertDeliveries.channel, [...busy]),
            sql`not exists (select 1 from alert_deliveries as earlier where earlier.state = 'pending'
              and earlier.channel = ${alertDeliveries.channel} and earlier.alert = ${alertDeliveries.alert}
              and (earlier.created_at, earlier.id) < (${alertDeliveries.createdAt}, ${alertDeliveries.id}))`,
          ),
        )
        .orderBy(alertDeliveries.channel, alertDeliveries.nextTryAt, alertDeliveries.id);
      return rows.map(asDue);
    },
    async record(id, outcome) {
      const now = new Date(store.clock.now());
      await store.note(async (tx) => {
        const attempts = sql<number>`${alertDeliveries.attempts} + 1`;
        const pending = and(eq(alertDeliveries.id, id), eq(alertDeliveries.state, 'pending'));
        await tx
          .update(alertDeliveries)
          .set({ ...columnsOf(outcome, now), attempts })
          .where(pending);
        await sweep(tx);
      });
    },
    async add(channel, notice, id) {
      const now = new Date(store.clock.now());
      const open = { state: 'pending', attempts: 0, nextTryAt: now, deliveredAt: null, error: null };
      await store.note(async (tx) => {
        await tx
          .insert(alertDeliveries)
          .values({ id, alert: null, channel, message: { ...notice }, createdAt: now, ...open });
      });
    },
    async log(channel, notice, id, outcome) {
      const createdAt = new Date(store.clock.now());
      const row: AlertDeliveryRow = {
        id,
        alert: null,
        channel,
        message: { ...notice },
        attempts: 1,
        createdAt,
        ...columnsOf(outcome, createdAt),
      };
      await store.note(async (tx) => {
        await tx.insert(alertDeliveries).values(row);
      });
      return presentDelivery(row);
    },
  };
}

type OutcomeColumns = Pick<AlertDeliveryRow, 'state' | 'nextTryAt' | 'deliveredAt' | 'error'>;

function columnsOf(outcome: DeliveryOutcome, now: Date): OutcomeColumns {
  if (outcome.ok) return { state: 'delivered', nextTryAt: null, deliveredAt: now, error: null };
  const { error, retryAt } = outcome;
  const state = retryAt === undefined ? 'failed' : 'pending';
  return { state, nextTryAt: retryAt ?? null, deliveredAt: null, error };
}

function asDue({ id, channel, attempts, message }: AlertDeliveryRow): DueDelivery {
  return { id, channel, attempts, notice: message as unknown as AlertNotice };
}
