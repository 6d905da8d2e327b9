import { type AlertMessage, plainText } from '../message.ts';
import type { Channel } from './port.ts';
import type { Post } from './post.ts';

/** Slack refuses longer ones. */
const HEADER = 150;
const FIELD = 2_000;

/** An incoming webhook of Slack: blocks, and plain text for notifications and old clients. */
export function slackChannel(post: Post): Channel {
  return {
    kind: 'slack',
    fields: {
      required: ['url'],
      optional: [],
      remedy: { url: 'Give the URL of an incoming webhook: https://hooks.slack.com/services/...' },
    },
    async send({ url = '' }, message, _delivery, signal) {
      await post({ url, body: JSON.stringify(slackBody(message)), signal });
    },
  };
}

export function slackBody(message: AlertMessage): object {
  const { subject, facts, url } = message;
  return {
    text: escaped(plainText(message)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(subject, HEADER) } },
      {
        type: 'section',
        fields: facts.map(({ label, text }) => ({
          type: 'mrkdwn',
          text: cut(`*${label}*\n${escaped(text)}`, FIELD),
        })),
      },
      {
        type: 'actions',
        elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open in Weir' }, url }],
      },
    ],
  };
}

/** So that a name of a workload cannot mention everybody, or pass for a link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
