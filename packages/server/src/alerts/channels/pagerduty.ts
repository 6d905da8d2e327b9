import type { Severity } from '@weir/core/contract';
import type { NoticeEvent } from '../../registry/index.ts';
import type { AlertMessage } from '../message.ts';
import type { Channel } from './port.ts';
import type { Post } from './post.ts';

const BASE_URL = 'https://events.pagerduty.com';
const PATH = '/v2/enqueue';
const SUMMARY = 1_024;
const ACTION: Readonly<Partial<Record<NoticeEvent, 'acknowledge' | 'resolve'>>> = {
  acknowledged: 'acknowledge',
  resolved: 'resolve',
};
const SEVERITY: Readonly<Record<Severity, string>> = {
  info: 'info',
  warning: 'warning',
  critical: 'critical',
};

/** Events API v2. The incident of an alert is opened, acknowledged and resolved under one key; `url` is another region's. */
export function pagerdutyChannel(post: Post): Channel {
  return {
    kind: 'pagerduty',
    fields: {
      required: ['routing_key'],
      optional: ['url'],
      remedy: { routing_key: 'Give the integration key of an "Events API v2" integration of the service.' },
    },
    async send({ url = BASE_URL, routing_key = '' }, message, _delivery, signal) {
      const events = url.endsWith(PATH) ? url : `${url.replace(/\/+$/, '')}${PATH}`;
      const body = JSON.stringify({ routing_key, ...pagerdutyEvent(message) });
      await post({ url: events, body, secrets: [routing_key], signal });
      // a test must not wake anybody for longer than it takes to see it
      if (message.event !== 'test') return;
      const end = JSON.stringify({ routing_key, event_action: 'resolve', dedup_key: keyOf(message) });
      await post({ url: events, body: end, secrets: [routing_key], signal });
    },
  };
}

const keyOf = ({ alert }: AlertMessage) => `weir-${alert.id}`;

export function pagerdutyEvent(message: AlertMessage): object {
  const { event, alert, subject, facts, url } = message;
  const action = ACTION[event];
  if (action !== undefined) return { event_action: action, dedup_key: keyOf(message) };
  return {
    event_action: 'trigger',
    dedup_key: keyOf(message),
    client: 'Weir',
    client_url: url,
    payload: {
      summary: subject.slice(0, SUMMARY),
      source: alert.subject,
      severity: SEVERITY[alert.severity],
      timestamp: alert.since,
      class: alert.kind,
      custom_details: Object.fromEntries(facts.map(({ label, text }) => [label, text])),
    },
    links: [{ href: url, text: 'Open in Weir' }],
  };
}
