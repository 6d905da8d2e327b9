import type { AlertDelivery } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type {
  AlertChannelService,
  AlertDeliveryService,
  AlertNotice,
  DeliveryOutcome,
  DueDelivery,
} from '../registry/index.ts';
import type { Channels } from './channels/index.ts';
import { DeliveryFailure } from './channels/port.ts';
import { messageOf } from './message.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10 * 60_000;
/** A `retry-after` beyond this is somebody's mistake. */
const LONGEST_ASKED_MS = 60 * 60_000;
export const MOST_TRIES = 12;

export interface SenderParts {
  deliveries: Pick<AlertDeliveryService, 'due' | 'record' | 'log'>;
  channels: Pick<AlertChannelService, 'open'>;
  kinds: Channels;
  /** Where people reach the console, without a trailing slash. */
  consoleUrl: () => string;
  clock: Clock;
  log: Logger;
}

export interface Sender {
  /** Sends what is due; resolves when what it began has ended. Channels do not wait for each other. */
  sweep(): Promise<void>;
  /** Ends what is under way; it is tried again after the next start. */
  stop(): Promise<void>;
}

/**
 * Empties the outbox: one message of a channel at a time, at least once each. Only one process may run it. A message is
 * tried again after 1 s, 2 s, 4 s ... 10 min, twelve times in all, or when the other side asks for it.
 */
export function createSender(parts: SenderParts): Sender {
  const { deliveries, clock, log } = parts;
  const busy = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let asking: Promise<unknown> = Promise.resolve();

  /** One after the other: what one sweep has taken on, the next must not find again. */
  function takeOn(): Promise<Promise<void>[]> {
    const taken = asking.then(async () => {
      const due = await deliveries.due([...busy.keys()]);
      return due.map(begin);
    });
    asking = taken.catch(() => {});
    return taken;
  }

  function begin(delivery: DueDelivery): Promise<void> {
    const { channel } = delivery;
    const work = drain(channel, delivery)
      .catch((error: unknown) => log.error({ err: error, channel }, 'outbox of alerts'))
      .finally(() => busy.delete(channel));
    busy.set(channel, work);
    return work;
  }

  async function drain(channel: string, first: DueDelivery): Promise<void> {
    let next: DueDelivery | undefined = first;
    while (next !== undefined && !stopping.signal.aborted) {
      await sendOne(next);
      const others = [...busy.keys()].filter((id) => id !== channel);
      next = (await deliveries.due(others)).find((due) => due.channel === channel);
    }
  }

  async function sendOne({ id, channel, attempts, notice }: DueDelivery): Promise<void> {
    const outcome = await attempt(parts, channel, notice, id, stopping.signal);
    // cut short by our own end: it counts as not tried
    if (stopping.signal.aborted && !outcome.ok) return;
    if (!outcome.ok) log.warn({ channel, delivery: id, error: outcome.error }, 'alert not delivered');
    await deliveries.record(id, outcome.ok ? outcome : scheduled(outcome, attempts + 1, clock.now()));
  }

  return {
    async sweep() {
      if (stopping.signal.aborted) return;
      await Promise.all(await takeOn());
    },
    async stop() {
      stopping.abort();
      await Promise.all(busy.values());
    },
  };
}

type Tried =
  | { ok: true }
  | { ok: false; error: string; retryable: boolean; retryAfterMs: number | undefined };

async function attempt(
  { channels, kinds, consoleUrl }: Pick<SenderParts, 'channels' | 'kinds' | 'consoleUrl'>,
  id: string,
  notice: AlertNotice,
  delivery: string,
  signal: AbortSignal,
): Promise<Tried> {
  try {
    const channel = await channels.open(id);
    if (channel === undefined) throw new DeliveryFailure('The channel was removed.', { retryable: false });
    await kinds[channel.kind].send(channel, messageOf(notice, consoleUrl()), delivery, signal);
    return { ok: true };
  } catch (error) {
    if (error instanceof DeliveryFailure) {
      return {
        ok: false,
        error: error.message,
        retryable: error.retryable,
        retryAfterMs: error.retryAfterMs,
      };
    }
    const text = error instanceof WeirError ? error.message : 'The message could not be sent.';
    return { ok: false, error: text, retryable: true, retryAfterMs: undefined };
  }
}

function scheduled(tried: Exclude<Tried, { ok: true }>, tries: number, now: number): DeliveryOutcome {
  const { error, retryable, retryAfterMs = 0 } = tried;
  if (!retryable || tries >= MOST_TRIES) return { ok: false, error, retryAt: undefined };
  return { ok: false, error, retryAt: new Date(now + waitMs(tries, retryAfterMs)) };
}

/** After so many tries. */
export function waitMs(tries: number, askedMs: number): number {
  const own = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
  return Math.max(own, Math.min(askedMs, LONGEST_ASKED_MS));
}

export interface TestParts extends SenderParts {
  newId: () => string;
  currency: () => string;
}

/** Sends a message that says it is a test, once and now, and keeps in the log how that went. */
export async function sendTest(parts: TestParts, channel: string, by: string): Promise<AlertDelivery> {
  const id = parts.newId();
  const at = new Date(parts.clock.now()).toISOString();
  const notice: AlertNotice = { event: 'test', at, alert: testAlert(id, at, by, parts.currency()) };
  const tried = await attempt(parts, channel, notice, id, AbortSignal.timeout(15_000));
  const outcome: DeliveryOutcome = tried.ok ? tried : { ok: false, error: tried.error, retryAt: undefined };
  return parts.deliveries.log(channel, notice, id, outcome);
}

function testAlert(id: string, at: string, by: string, currency: string): AlertNotice['alert'] {
  return {
    id,
    rule: 'test',
    kind: 'budget',
    severity: 'info',
    subject: 'test',
    state: 'open',
    title: 'Weir can reach you here',
    who: `sent by ${by}`,
    what: 'Somebody pressed the test button of this channel. Nothing is wrong.',
    since: at,
    last_seen_at: at,
    currency,
    link: '/alerts',
    occurrences: 1,
  };
}
