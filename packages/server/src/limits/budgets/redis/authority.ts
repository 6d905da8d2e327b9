import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import { ending, uncertain } from '../authority/answers.ts';
import type { LeaseGrant, LeaseReport, LeaseRequest, LimitAuthority, Recalled } from '../port.ts';
import { textOf, wholeNano } from './amounts.ts';
import { Connection, scriptOf } from './connection.ts';
import { DEFAULT_PREFIX, type Keys, keysOf } from './keys.ts';
import { type LeaseReply, leaseReply } from './replies.ts';
import { LEASE } from './scripts/lease.ts';
import { Wakes } from './wakes.ts';

/** How long a lease waits for figures that are awaited after a restart, or of a new budget, unless it is told. */
const SETTLE_MS = 2_500;
/** How long a lease waits for the other gateways to hand back what lies idle. */
const RECALL_MS = 250;
/** A wake that was lost costs no more than this. */
const POLL_MS = 50;

const SCRIPT = scriptOf(LEASE);

export interface RedisAuthorityOptions {
  /** `redis://` or `rediss://` of a Redis 6.2 or newer, or a Valkey. */
  readonly url: string;
  /** Name of this gateway incarnation, as in its spool. */
  readonly instance: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Resolves after so many milliseconds; injected with the clock. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly prefix?: string;
  /** How long a lease waits for an account that is being worked out (ms). */
  readonly settleMs?: number;
  /** Epoch ms that periods go by; Redis' own clock when absent. */
  readonly now?: () => number;
}

export interface RedisAuthority extends LimitAuthority {
  /** What control or another gateway asks of this one. */
  onRecall(listener: (recalled: readonly Recalled[]) => void): void;
  /** Commands without an answer yet. */
  readonly pending: number;
  close(): void;
}

/** A gateway's way to the accounts in Redis: a lease or a report is one script call. */
export function createRedisAuthority(options: RedisAuthorityOptions): RedisAuthority {
  return new LeasesOverRedis(options);
}

type Mode = 'report' | 'recalled' | 'ask' | 'retry' | 'last';

class LeasesOverRedis implements RedisAuthority {
  private readonly options: RedisAuthorityOptions;
  private readonly keys: Keys;
  private readonly prefix: string;
  private readonly connection: Connection;
  private readonly wakes: Wakes;
  private readonly listeners: ((recalled: readonly Recalled[]) => void)[] = [];

  constructor(options: RedisAuthorityOptions) {
    this.options = options;
    this.prefix = options.prefix ?? DEFAULT_PREFIX;
    this.keys = keysOf(this.prefix);
    this.wakes = new Wakes(options.sleep);
    this.connection = new Connection({
      url: options.url,
      scripts: [SCRIPT],
      channels: [this.keys.gateway(options.instance)],
      heard: (message) => this.heard(message),
      ready: () => options.log.info('budgets: Redis answers'),
      trouble: (error) => options.log.debug({ err: error }, 'budgets: Redis'),
    });
  }

  get reachable(): boolean {
    return this.connection.reachable;
  }

  get pending(): number {
    return this.connection.pending;
  }

  async lease(request: LeaseRequest): Promise<LeaseGrant> {
    const begun = this.options.clock.monotonic();
    const since = () => this.options.clock.monotonic() - begun;
    const waiter = this.wakes.begin(request.budget);
    try {
      let mode: Mode = 'ask';
      for (;;) {
        const reply = await this.call(mode, request);
        if (reply.kind === 'grant') return reply.grant;
        if (reply.kind === 'ending') throw ending(request.budget);
        if (reply.kind === 'uncertain') {
          if (since() >= (this.options.settleMs ?? SETTLE_MS)) throw uncertain(request.budget);
          mode = 'ask';
        }
        if (reply.kind === 'short') {
          waiter.asked(reply.asked);
          mode = 'retry';
        }
        await waiter.wait(POLL_MS);
        if (reply.kind === 'short' && (waiter.answered || since() >= RECALL_MS)) mode = 'last';
      }
    } finally {
      this.wakes.end(waiter);
    }
  }

  async report(report: LeaseReport): Promise<void> {
    await this.call(report.recalled ? 'recalled' : 'report', { ...report, need: 0n, want: 0n });
  }

  onRecall(listener: (recalled: readonly Recalled[]) => void): void {
    this.listeners.push(listener);
  }

  close(): void {
    this.connection.close();
  }

  private async call(mode: Mode, request: LeaseRequest): Promise<LeaseReply> {
    const { budget, instance, period, from, settled, reserved, idle, seq, need, want, terms } = request;
    const now = this.options.now?.() ?? '';
    const figures = [settled, reserved, idle].map(textOf);
    const asked = [wholeNano(need), wholeNano(want)].map(textOf);
    const args = [
      mode,
      budget,
      instance,
      period,
      from,
      ...figures,
      seq,
      ...asked,
      now,
      this.keys.gateway(''),
      this.keys.keeper,
      terms,
    ];
    return leaseReply(await this.connection.run(SCRIPT, [this.keys.account(budget), this.keys.live], args));
  }

  private heard(message: string): void {
    const [kind, ...words] = message.split(' ');
    const recalled = words.map((budget) => (kind === 'mark' ? { budget, mark: true as const } : { budget }));
    if (kind === 'recall' || kind === 'mark') for (const listener of this.listeners) listener(recalled);
    const [budget, by, answered] = words;
    if (kind === 'wake' && budget !== undefined) this.wakes.wake(budget, answered === '1' ? by : undefined);
  }
}
