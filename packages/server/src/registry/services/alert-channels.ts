import type {
  AlertChannel,
  alertChannelWithSecret,
  ChannelKind,
  changeAlertChannel,
  createAlertChannel,
  Page,
} from '@weir/core/contract';
import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Vault } from '../../platform/crypto/vault.ts';
import { alertChannels, alertDeliveries, alertRules } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Withhold } from '../store/idempotency.ts';
import type { Store } from '../store/store.ts';
import type { AlertDeliveryRow } from './alert-present.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseDuplicate, refuseReferencedWhere } from './references.ts';
import { newSecret, type RandomBytes } from './secrets.ts';

type WithSecret = z.infer<typeof alertChannelWithSecret>;
type Row = typeof alertChannels.$inferSelect;

/** What is kept encrypted of a channel. */
export interface ChannelSecrets {
  url?: string;
  routing_key?: string;
  signing_secret?: string;
}

/** A channel with its secrets in clear, for sending. Never to be answered or logged. */
export interface OpenChannel extends ChannelSecrets {
  id: string;
  kind: ChannelKind;
  to: readonly string[];
}

export interface AlertChannelService {
  /** Addresses must have been checked (`alerts/channels/check.ts`). A webhook's signing secret is in this one answer. */
  create(input: z.infer<typeof createAlertChannel>, by: ChangeBy): Promise<WithSecret>;
  list(request: PageRequest): Promise<Page<AlertChannel>>;
  show(id: string): Promise<AlertChannel>;
  change(id: string, input: z.infer<typeof changeAlertChannel>, by: ChangeBy): Promise<AlertChannel>;
  /** Only one that no rule names; what it was still to be told is given up. */
  remove(id: string, by: ChangeBy): Promise<void>;
  /** The webhook that goes to this address, if there is one. */
  webhookTo(url: string): Promise<string | undefined>;
  /** Undefined when it has been removed. Throws `internal` when its secrets cannot be read. */
  open(id: string): Promise<OpenChannel | undefined>;
}

const withoutSecret: Withhold<WithSecret> = ({ signing_secret: _, ...answer }) => ({
  answer,
  withheld: `alert channel ${answer.id}`,
});

const contextOf = (id: string) => `alert_channel/${id}`;

export function alertChannelService(store: Store, random: RandomBytes, vault: Vault): AlertChannelService {
  const sealed = (id: string, secrets: ChannelSecrets) =>
    Object.keys(secrets).length === 0 ? null : vault.seal(JSON.stringify(secrets), contextOf(id));
  const opened = (row: Row): ChannelSecrets =>
    row.sealed === null ? {} : (JSON.parse(vault.open(row.sealed, contextOf(row.id))) as ChannelSecrets);

  return {
    create: (input, by) =>
      store.change(
        by,
        async (change) => {
          const { id, kind } = input;
          await refuseDuplicate(change.tx, alertChannels, 'alert channel', id);
          const made = kind === 'webhook' ? { signing_secret: newSecret('wh', random).secret } : {};
          const secrets = { ...made, ...secretsIn(input) };
          const row: Row = {
            id,
            name: input.name ?? id,
            kind,
            to: input.to ?? null,
            target: targetOf(kind, input.to, secrets),
            sealed: sealed(id, secrets),
            createdAt: change.now,
            updatedAt: change.now,
          };
          await change.tx.insert(alertChannels).values(row);
          change.audit('alert_channel.create', contextOf(id), undefined, present(row, undefined));
          return { ...present(row, undefined), ...optional('signing_secret', secrets.signing_secret) };
        },
        input.kind === 'webhook' ? withoutSecret : undefined,
      ),
    async list(request) {
      const page = keyset(request, alertChannels.createdAt, alertChannels.id);
      const query = store.db.select().from(alertChannels).where(page.after);
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      const last = await lastDeliveries(
        store.db,
        rows.map(({ id }) => id),
      );
      const show = (row: Row) => present(row, last.get(row.id));
      return pageOf(rows, page, show, (row) => ({ at: row.createdAt, id: row.id }));
    },
    async show(id) {
      const row = await find(store.db, id);
      return present(row, (await lastDeliveries(store.db, [id])).get(id));
    },
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const given = secretsIn(input);
        const secrets = Object.keys(given).length === 0 ? undefined : { ...opened(old), ...given };
        const to = input.to ?? old.to;
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          to,
          target: targetOf(old.kind as ChannelKind, to ?? undefined, secrets ?? opened(old)),
          sealed: secrets === undefined ? old.sealed : sealed(id, secrets),
          updatedAt: change.now,
        };
        await change.tx.update(alertChannels).set(row).where(eq(alertChannels.id, id));
        const last = (await lastDeliveries(change.tx, [id])).get(id);
        change.audit('alert_channel.change', contextOf(id), present(old, last), {
          ...present(row, last),
          ...(secrets === undefined ? {} : { secrets: `changed: ${Object.keys(given).join(', ')}` }),
        });
        return present(row, last);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const named = JSON.stringify([id]);
        const uses = sql`${alertRules.channels} @> ${named}::jsonb or ${alertRules.escalateTo} @> ${named}::jsonb`;
        const remedy = 'Take it out of channels and escalate_to of these rules first.';
        const what = `Alert channel "${id}"`;
        await refuseReferencedWhere(change.tx, what, alertRules, 'alert rule', uses, remedy);
        await change.tx
          .update(alertDeliveries)
          .set({ state: 'failed', nextTryAt: null, error: 'The channel was removed.' })
          .where(and(eq(alertDeliveries.channel, id), eq(alertDeliveries.state, 'pending')));
        await change.tx.delete(alertChannels).where(eq(alertChannels.id, id));
        change.audit('alert_channel.remove', contextOf(id), present(old, undefined), undefined);
      }),
    async webhookTo(url) {
      const hooks = and(eq(alertChannels.kind, 'webhook'), eq(alertChannels.target, new URL(url).host));
      const rows = await store.db.select().from(alertChannels).where(hooks).orderBy(alertChannels.createdAt);
      return rows.find((row) => opened(row).url === url)?.id;
    },
    async open(id) {
      const [row] = await store.db.select().from(alertChannels).where(eq(alertChannels.id, id));
      if (row === undefined) return undefined;
      return { id, kind: row.kind as ChannelKind, to: row.to ?? [], ...opened(row) };
    },
  };
}

function secretsIn({ url, routing_key, signing_secret }: ChannelSecrets): ChannelSecrets {
  return {
    ...optional('url', url),
    ...optional('routing_key', routing_key),
    ...optional('signing_secret', signing_secret),
  };
}

/** What may be shown of where it goes. */
function targetOf(kind: ChannelKind, to: readonly string[] | undefined, { url }: ChannelSecrets): string {
  if (kind === 'email') return (to ?? []).join(', ');
  if (url !== undefined) return new URL(url).host;
  return kind === 'pagerduty' ? 'events.pagerduty.com' : '';
}

function present(row: Row, last: AlertDeliveryRow | undefined): AlertChannel {
  const told = last && {
    at: (last.deliveredAt ?? last.createdAt).toISOString(),
    ok: last.state === 'delivered',
    ...optional('error', last.error),
  };
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as ChannelKind,
    ...optional('to', row.to),
    target: row.target,
    ...optional('last_delivery', told),
    ...stamps(row),
  };
}

/** The newest delivery of each channel that was tried. */
async function lastDeliveries(db: Queries, ids: string[]): Promise<Map<string, AlertDeliveryRow>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([alertDeliveries.channel])
    .from(alertDeliveries)
    .where(and(inArray(alertDeliveries.channel, ids), ne(alertDeliveries.attempts, 0)))
    .orderBy(alertDeliveries.channel, desc(alertDeliveries.createdAt), desc(alertDeliveries.id));
  return new Map(rows.map((row) => [row.channel, row]));
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(alertChannels).where(eq(alertChannels.id, id));
  if (row === undefined) throw notFound('alert channel', id);
  return row;
}
