import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import type { ChannelServer } from '../../platform/channel/index.ts';
import type { Registry } from '../../registry/index.ts';
import { PRICE_LIST_TOPIC } from './list-keeper.ts';

const question = z.object({ digest: z.string() });

/** Gives gateways the approved price lists that they ask for. */
export function servePriceLists(
  registry: Pick<Registry, 'priceLists'>,
  channel: Pick<ChannelServer, 'handle'>,
): void {
  channel.handle(PRICE_LIST_TOPIC, (payload) => {
    const { digest } = question.parse(payload);
    const found = registry.priceLists.approved().find((list) => list.digest === digest);
    if (found === undefined) throw new WeirError('not_found', `There is no approved price list ${digest}`);
    return { content: found.content };
  });
}
