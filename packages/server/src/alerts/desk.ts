import type { AlertDelivery, ChannelKind } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { Registry } from '../registry/index.ts';
import { type ChannelInput, checkChannel } from './channels/check.ts';
import type { SmtpSettings } from './channels/email.ts';
import { createChannels } from './channels/index.ts';
import { createPostClient } from './channels/post.ts';
import { createSender, type Sender, sendTest } from './sender.ts';

/** The section `alerts` of weir.yaml, with its secrets, and where the console is. */
export interface AlertSettings {
  allowPrivate: boolean;
  smtp: SmtpSettings | undefined;
  /** Without a trailing slash. */
  consoleUrl: () => string;
}

export interface DeskParts {
  settings: AlertSettings;
  registry: Pick<Registry, 'alertChannels' | 'alertDeliveries'> & {
    compile(): { organization: { currency: string } };
  };
  clock: Clock;
  log: Logger;
  newId: () => string;
}

/** What people do with channels. */
export interface AlertDesk {
  /** Throws WeirError `invalid_argument` naming the field when such a channel cannot be made, or changed (`partial`). */
  check(kind: ChannelKind, input: ChannelInput, partial: boolean): void;
  /** Sends a message now; answers how it went. Throws `not_found`. */
  test(channel: string, by: string): Promise<AlertDelivery>;
  /** What empties the outbox; only the process that leads may run it. */
  sender(): Sender;
  close(): Promise<void>;
}

export function createAlertDesk({ settings, registry, clock, log, newId }: DeskParts): AlertDesk {
  const { allowPrivate, smtp, consoleUrl } = settings;
  const client = createPostClient({ allowPrivate });
  const kinds = createChannels({ post: client.post, smtp, clock });
  const { alertChannels: channels, alertDeliveries: deliveries } = registry;
  const parts = { deliveries, channels, kinds, consoleUrl, clock, log };
  return {
    check(kind, input, partial) {
      checkChannel(kinds, kind, input, { allowPrivate, partial });
      if (kind === 'email' && smtp === undefined && !partial) throw noMailServer();
    },
    async test(channel, by) {
      await channels.show(channel);
      const currency = () => registry.compile().organization.currency;
      return sendTest({ ...parts, newId, currency }, channel, by);
    },
    sender: () => createSender(parts),
    close: client.close,
  };
}

function noMailServer(): WeirError {
  return new WeirError('invalid_argument', 'There is no mail server to send with', {
    field: 'kind',
    remedy:
      'Set alerts.smtp.host and alerts.smtp.from in weir.yaml and restart Weir, then create the channel.',
  });
}
