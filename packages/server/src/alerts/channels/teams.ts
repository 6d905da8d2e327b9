import type { Severity } from '@weir/core/contract';
import type { AlertMessage } from '../message.ts';
import type { Channel } from './port.ts';
import type { Post } from './post.ts';

const COLOUR: Readonly<Record<Severity, string>> = {
  info: 'Accent',
  warning: 'Warning',
  critical: 'Attention',
};

/** A workflow of Teams ("when a webhook request is received"): an adaptive card. */
export function teamsChannel(post: Post): Channel {
  return {
    kind: 'teams',
    fields: {
      required: ['url'],
      optional: [],
      remedy: { url: 'Give the URL of a workflow that posts webhook requests to a channel.' },
    },
    async send({ url = '' }, message, _delivery, signal) {
      await post({ url, body: JSON.stringify(teamsBody(message)), signal });
    },
  };
}

export function teamsBody({ subject, facts, url, alert, event }: AlertMessage): object {
  const color = event === 'resolved' ? 'Good' : COLOUR[alert.severity];
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: subject,
          body: [
            {
              type: 'TextBlock',
              size: 'Medium',
              weight: 'Bolder',
              wrap: true,
              color,
              text: unformatted(subject),
            },
            {
              type: 'FactSet',
              facts: facts.map(({ label, text }) => ({ title: label, value: unformatted(text) })),
            },
          ],
          actions: [{ type: 'Action.OpenUrl', title: 'Open in Weir', url }],
        },
      },
    ],
  };
}

/** Cards read a part of Markdown: what stands there is text, links least of all. */
function unformatted(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#]/g, '\\$&');
}
