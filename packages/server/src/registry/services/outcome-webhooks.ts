import type { createOutcomeWebhook, OutcomeWebhook, outcomeWebhookWithSecret } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { z } from 'zod';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { ChangeBy } from '../store/change.ts';
import { type KeptWebhook, readSetting, writeSetting } from '../store/settings.ts';
import type { Store } from '../store/store.ts';
import { notFound } from './references.ts';
import { newSecret, type RandomBytes } from './secrets.ts';

/** There are as many as systems that send; they are kept as one setting. */
const MOST = 100;

type WithSecret = z.infer<typeof outcomeWebhookWithSecret>;

export interface OutcomeWebhookService {
  /** The secret that senders sign with is in this one answer; it is kept sealed. */
  create(input: z.input<typeof createOutcomeWebhook>, by: ChangeBy): Promise<WithSecret>;
  /** By id. */
  list(): Promise<OutcomeWebhook[]>;
  remove(id: string, by: ChangeBy): Promise<void>;
  /** For checking signatures; undefined when there is none. Never to be answered or logged. */
  open(id: string): Promise<{ workload?: string; secret: string } | undefined>;
}

export function outcomeWebhookService(
  store: Store,
  random: RandomBytes,
  vault: Vault,
): OutcomeWebhookService {
  const all = async (db = store.db) => (await readSetting(db, 'outcome_webhooks')) ?? [];
  return {
    create: (input, by) =>
      store.change(
        by,
        async (change) => {
          const kept = await all(change.tx);
          if (kept.some(({ id }) => id === input.id)) {
            throw new WeirError('conflict', `There is a webhook "${input.id}" already`, {
              field: 'id',
              remedy: 'Take another id, or remove that one first.',
            });
          }
          if (kept.length >= MOST) {
            throw new WeirError('conflict', `There are ${MOST} webhooks already`, {
              remedy: 'Remove one that is not used.',
            });
          }
          if (input.workload !== undefined && !store.directory.rows.workload.has(input.workload)) {
            throw new WeirError('invalid_argument', `There is no workload "${input.workload}"`, {
              field: 'workload',
              remedy: '`weir workload list` shows which there are.',
            });
          }
          const { secret } = newSecret('wh', random);
          const made: KeptWebhook = {
            id: input.id,
            ...(input.workload === undefined ? {} : { workload: input.workload }),
            sealed: vault.seal(secret, contextOf(input.id)),
            created_at: change.now.toISOString(),
          };
          await writeSetting(change.tx, 'outcome_webhooks', [...kept, made]);
          change.audit('outcome_webhook.create', contextOf(input.id), undefined, present(made));
          return { ...present(made), signing_secret: secret };
        },
        ({ signing_secret: _, ...answer }) => ({ answer, withheld: `outcome webhook ${answer.id}` }),
      ),
    list: async () => (await all()).map(present).sort((a, b) => (a.id < b.id ? -1 : 1)),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const kept = await all(change.tx);
        const old = kept.find((one) => one.id === id);
        if (old === undefined) throw notFound('outcome webhook', id);
        await writeSetting(
          change.tx,
          'outcome_webhooks',
          kept.filter((one) => one !== old),
        );
        change.audit('outcome_webhook.remove', contextOf(id), present(old), undefined);
      }),
    async open(id) {
      const found = (await all()).find((one) => one.id === id);
      if (found === undefined) return undefined;
      const { workload, sealed } = found;
      return { ...(workload === undefined ? {} : { workload }), secret: vault.open(sealed, contextOf(id)) };
    },
  };
}

const contextOf = (id: string) => `outcome_webhook/${id}`;

function present({ id, workload, created_at }: KeptWebhook): OutcomeWebhook {
  const path = `/api/v1/hooks/outcomes/${id}`;
  return { id, ...(workload === undefined ? {} : { workload }), path, created_at };
}
