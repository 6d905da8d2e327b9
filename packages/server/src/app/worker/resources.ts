import type { ResourceStore } from '../../gateway/resources/port.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import type { FoundResources } from '../../registry/index.ts';

/** Writing is synced to disk first. */
const ANSWER_MS = 5_000;
/** Results of a large batch take their time to be read. */
const SETTLE_MS = 120_000;

/** Control's table of resources as a worker sees it: at the other end of the channel. */
export function remoteResources(channel: ChannelClient): ResourceStore {
  return {
    find: async (workload, ids) =>
      (await channel.request('resources.find', { workload, ids }, ANSWER_MS)) as FoundResources,
    remember: async (records) => void (await channel.request('resources.remember', records, ANSWER_MS)),
    forget: async (workload, id) =>
      void (await channel.request('resources.forget', { workload, id }, ANSWER_MS)),
    settleBatch: async (workload, id) =>
      (await channel.request('resources.settle', { workload, id }, SETTLE_MS)) === true,
  };
}
