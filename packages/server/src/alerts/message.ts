import type { Alert } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { AlertNotice, NoticeEvent } from '../registry/index.ts';

/** What a channel sends, in words. The same notice always gives the same message. */
export interface AlertMessage {
  event: NoticeEvent;
  alert: Alert;
  /** RFC 3339; when the notice was written. */
  at: string;
  /** One line: `[critical] Budget support is exhausted`. */
  subject: string;
  /** Who, what, since when, what it costs per day if it goes on. */
  facts: readonly { label: string; text: string }[];
  /** Of the view in the console. */
  url: string;
  context?: Readonly<Record<string, unknown>>;
}

const PREFIX: Readonly<Record<NoticeEvent, string>> = {
  opened: '',
  worsened: 'Worse: ',
  repeated: 'Still: ',
  escalated: 'Not acknowledged: ',
  acknowledged: 'Acknowledged: ',
  resolved: 'Resolved: ',
  test: 'Test: ',
};

/** `consoleUrl` without a trailing slash. */
export function messageOf({ event, at, alert, context }: AlertNotice, consoleUrl: string): AlertMessage {
  const facts = [
    { label: 'Who', text: alert.who },
    { label: 'What', text: alert.what },
    { label: 'Since', text: sinceText(alert.since, at) },
  ];
  if (alert.cost_per_day !== undefined && event !== 'resolved') {
    facts.push({ label: 'If it goes on', text: `${moneyText(alert.cost_per_day, alert.currency)} per day` });
  }
  return {
    event,
    alert,
    at,
    subject: `[${alert.severity}] ${PREFIX[event]}${alert.title}`,
    facts,
    url: `${consoleUrl}${alert.link}`,
    ...(context === undefined ? {} : { context }),
  };
}

/** For channels and parts of them that show plain text only. */
export function plainText({ subject, facts, url }: AlertMessage): string {
  return [subject, '', ...facts.map(({ label, text }) => `${label}: ${text}`), '', url].join('\n');
}

function sinceText(since: string, at: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 60_000));
  const stamp = `${since.slice(0, 10)} ${since.slice(11, 19)} UTC`;
  return minutes === 0 ? stamp : `${stamp} (${durationText(minutes)})`;
}

function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}

/** Cents where there are some, more places for less. */
export function moneyText(amount: string, currency: string): string {
  const value = Decimal.from(amount);
  const cents = value.compare(Decimal.from('0.01')) >= 0 || value.isNegative || value.isZero;
  return `${cents ? value.toFixed(2) : value.toFixed(6)} ${currency}`;
}
