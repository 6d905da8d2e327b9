import type { CallFact } from '@weir/core/contract';
import { eq } from 'drizzle-orm';
import { settings } from '../schema/index.ts';
import type { Queries } from './db.ts';

/** Facts of the installation that belong to no entity. */
interface Settings {
  /** Version of the admission state, strictly increasing for the life of the installation. */
  state_version: number;
  /** False for ever once a real provider has been configured. */
  trial: boolean;
  /** Set when the first start has been seeded. */
  seeded: boolean;
  /** Set when the alert rules that everybody begins with have been made. */
  alert_rules_seeded: boolean;
  /** Counts the controls that have led, where several share a PostgreSQL: only the last may write. */
  leader_epoch: number;
  /** Who leads, for those that wait. */
  leader: Leader;
  /** Who may tell outcomes by signing them. */
  outcome_webhooks: KeptWebhook[];
  /** Shares of costs that are being booked: landed again, the same, should booking have broken off. */
  allocation_pending: PendingAllocation;
}

/** A sender of outcomes; `sealed` is the secret it signs with. */
export interface KeptWebhook {
  id: string;
  workload?: string;
  sealed: string;
  created_at: string;
}

/** A batch of the ledger that was decided on. */
export interface PendingAllocation {
  token: string;
  calls: CallFact[];
}

/** A control that leads. */
export interface Leader {
  epoch: number;
  host: string;
  pid: number;
  /** Address of its admin API. */
  url: string;
  /** RFC 3339. */
  since: string;
}

export async function readSetting<N extends keyof Settings>(
  db: Queries,
  name: N,
): Promise<Settings[N] | undefined> {
  const [row] = await db.select().from(settings).where(eq(settings.name, name));
  return row?.value as Settings[N] | undefined;
}

export async function writeSetting<N extends keyof Settings>(
  db: Queries,
  name: N,
  value: Settings[N],
): Promise<void> {
  await db
    .insert(settings)
    .values({ name, value })
    .onConflictDoUpdate({ target: settings.name, set: { value } });
}

export async function clearSetting(db: Queries, name: keyof Settings): Promise<void> {
  await db.delete(settings).where(eq(settings.name, name));
}
