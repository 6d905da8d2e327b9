import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../platform/atomic-file.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import type { Logger } from '../../platform/log.ts';
import type { PriceListShelf, PriceRules } from './shelf.ts';

/** Topic on which gateways ask control for a list: `{digest}` to `{content}`. */
export const PRICE_LIST_TOPIC = 'price_list';
const ANSWER_MS = 10_000;
const AGAIN_MS = 5_000;

/**
 * Brings the price lists that a gateway's rules name: from this host's data directory, else from control, which is
 * then kept there for a start without control. Until a list has come, calls are priced by the lists at hand.
 */
export class PriceListKeeper {
  private readonly shelf: PriceListShelf;
  private readonly directory: string;
  private readonly channel: Pick<ChannelClient, 'request'>;
  private readonly log: Logger;
  private readonly asked = new Set<string>();

  constructor(
    shelf: PriceListShelf,
    directory: string,
    channel: Pick<ChannelClient, 'request'>,
    log: Logger,
  ) {
    this.shelf = shelf;
    this.directory = directory;
    this.channel = channel;
    this.log = log;
  }

  /** Takes what lies on disk, at once; asks control for the rest and calls `arrived` for each that comes. */
  bring(rules: PriceRules, arrived: () => void): void {
    this.readFrom(rules);
    for (const digest of this.shelf.missing(rules)) {
      if (this.asked.has(digest)) continue;
      this.asked.add(digest);
      this.log.warn({ digest }, 'a price list is not here yet: calls are priced by the list before it');
      void this.ask(digest).then(arrived);
    }
  }

  /** Lists on this host. */
  readFrom(rules: PriceRules): void {
    for (const digest of this.shelf.missing(rules)) {
      try {
        this.shelf.put(digest, readFileSync(this.fileOf(digest), 'utf8'));
      } catch (error) {
        const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
        if (!missing) this.log.warn({ err: error, digest }, 'a saved price list cannot be read');
      }
    }
  }

  private async ask(digest: string): Promise<void> {
    for (;;) {
      try {
        const answer = await this.channel.request(PRICE_LIST_TOPIC, { digest }, ANSWER_MS);
        const { content } = answer as { content: string };
        this.shelf.put(digest, content);
        writeFileAtomic(this.fileOf(digest), content);
        this.asked.delete(digest);
        this.log.info({ digest }, 'the price list is here');
        return;
      } catch (error) {
        if (this.shelf.has(digest)) return;
        this.log.warn({ err: error, digest }, 'a price list did not come; it is asked for again');
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref());
      }
    }
  }

  private fileOf(digest: string): string {
    return join(this.directory, `prices-${digest}.json`);
  }
}
