import type { ChannelKind } from '@weir/core/contract';
import type { Clock } from '../../platform/clock.ts';
import { emailChannel, type SmtpSettings } from './email.ts';
import { pagerdutyChannel } from './pagerduty.ts';
import type { Channel } from './port.ts';
import type { Post } from './post.ts';
import { slackChannel } from './slack.ts';
import { teamsChannel } from './teams.ts';
import { webhookChannel } from './webhook.ts';

export type Channels = Readonly<Record<ChannelKind, Channel>>;

export interface ChannelParts {
  post: Post;
  smtp: SmtpSettings | undefined;
  clock: Clock;
}

/** Every way to reach people: a new one is one file and one line here. */
export function createChannels({ post, smtp, clock }: ChannelParts): Channels {
  return {
    email: emailChannel(smtp),
    slack: slackChannel(post),
    teams: teamsChannel(post),
    pagerduty: pagerdutyChannel(post),
    webhook: webhookChannel(post, clock),
  };
}
