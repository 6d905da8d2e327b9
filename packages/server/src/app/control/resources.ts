import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact } from '@weir/core/contract';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { ChannelServer } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding, ResourceRecord } from '../../registry/index.ts';
import { processPlatforms } from '../worker/platforms.ts';
import { BatchPoller } from './batches/poller.ts';
import { createProviderApi } from './batches/provider-api.ts';
import { BatchSettler } from './batches/settler.ts';
import { findingsOf } from './findings.ts';
import type { Stores } from './stores.ts';

export interface ResourceHost {
  readonly stores: Stores;
  readonly channel: ChannelServer;
  readonly log: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sandboxUrl?: string | undefined;
  /** Between two looks at a young batch. */
  readonly pollMs: number;
  readonly raise: (finding: RaisedFinding) => void;
  /** Budgets must hear: a batch was made, and holds something, or was charged. */
  changed(calls: readonly CallFact[]): void;
}

/** What a worker was just told may still be on its way here when another asks for it. */
const ON_ITS_WAY_MS = 150;

/** Answers gateways about resources, and charges batches. */
export function serveResources(host: ResourceHost): { stop(): Promise<void> } {
  const { stores, channel, log } = host;
  const { resources } = stores.registry;
  const settler = new BatchSettler({
    resources,
    ledger: stores.ledger,
    exclusive: createExclusive(),
    state: () => stores.registry.compile(),
    priceBook: () => stores.priceBook(),
    api: createProviderApi({
      platforms: processPlatforms(),
      env: host.env,
      now: systemClock.now,
      sandboxUrl: host.sandboxUrl,
    }),
    clock: systemClock,
    settled(calls) {
      for (const finding of findingsOf(calls)) host.raise(finding);
      host.changed(calls);
    },
  });
  const poller = new BatchPoller({
    open: () => resources.openBatches(),
    settle: (record) => settler.settle(record),
    clock: systemClock,
    random: Math.random,
    intervalMs: host.pollMs,
    failed: ({ id, provider }, cause) =>
      log.warn({ err: cause, batch: id, provider }, 'a batch could not be looked at; tried again later'),
  });

  channel.handle('resources.find', async (payload) => {
    const { workload, ids } = payload as { workload: string; ids: string[] };
    const found = await resources.find(workload, ids);
    if (found.own.length + found.foreign.length >= ids.length || !ids.some(isResponse)) return found;
    await sleep(ON_ITS_WAY_MS);
    return resources.find(workload, ids);
  });
  channel.handle('resources.remember', async (payload) => {
    const records = payload as ResourceRecord[];
    await resources.remember(records);
    if (records.some(({ kind }) => kind === 'batch')) host.changed([]);
    return true;
  });
  channel.handle('resources.forget', async (payload) => {
    const { workload, id } = payload as { workload: string; id: string };
    await resources.forget(workload, id);
    return true;
  });
  channel.handle('resources.settle', async (payload) => {
    const { workload, id } = payload as { workload: string; id: string };
    const { own } = await resources.find(workload, [id]);
    const [record] = own;
    return record === undefined ? true : settler.settle(record);
  });
  poller.start();
  return { stop: () => poller.stop() };
}

function isResponse(id: string): boolean {
  return id.startsWith('resp_');
}
