import { setTimeout as sleep } from 'node:timers/promises';
import type { Budget } from '../../limits/budgets/budget.ts';
import type { LimitAuthority, Recalled } from '../../limits/budgets/port.ts';
import { createRedisAuthority } from '../../limits/budgets/redis/authority.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { type ApprovalAsked, LIMIT_TOPICS, leaseGrant, leaseReport, leaseRequest } from '../lease-wire.ts';
import { redisUrl } from '../redis-url.ts';

/** Longer than the authority itself may wait for figures after a restart. */
const LEASE_MS = 4_000;
/** A control that hangs is as good as gone: it is asked so often, and given so long. */
const HEARTBEAT_MS = 1_000;
const PATIENCE_MS = 2_500;
/** A flood of refusals is told of once in so long. */
const ASK_MS = 1_000;

/** The limit authority as a worker sees it: at the other end of the channel. */
export function remoteAuthority(channel: ChannelClient): LimitAuthority & { close(): void } {
  let well = true;
  const beat = () =>
    channel.request(LIMIT_TOPICS.heartbeat, {}, PATIENCE_MS).then(
      () => {
        well = true;
      },
      () => {
        well = false;
      },
    );
  const beating = setInterval(() => void beat(), HEARTBEAT_MS);
  channel.onConnect(() => {
    well = true;
  });
  return {
    get reachable() {
      return channel.connected && well;
    },
    close: () => clearInterval(beating),
    lease: async (request) =>
      leaseGrant.decode(await channel.request(LIMIT_TOPICS.lease, leaseRequest.encode(request), LEASE_MS)),
    report: async (report) =>
      void (await channel.request(LIMIT_TOPICS.report, leaseReport.encode(report), LEASE_MS)),
  };
}

/** Where budgets are leased from: Redis where one is named, else control. `close` ends connections of its own. */
export function openAuthority(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  channel: ChannelClient,
  instance: string,
  log: Logger,
): LimitAuthority & { onRecall(listener: (recalled: readonly Recalled[]) => void): void; close(): void } {
  const url = redisUrl(config.limits.redis_url_env, 'limits.redis_url_env', env);
  if (url === undefined) {
    const authority = remoteAuthority(channel);
    return {
      get reachable() {
        return authority.reachable;
      },
      lease: authority.lease,
      report: authority.report,
      onRecall: (listener) => channel.on(LIMIT_TOPICS.recall, (asked) => listener(asked as Recalled[])),
      close: authority.close,
    };
  }
  return createRedisAuthority({ url, instance, clock: systemClock, log, sleep: (ms) => sleep(ms) });
}

/** Tells control of calls that an approver may let through, together once a second. */
export function askForApproval(
  channel: Pick<ChannelClient, 'send'>,
): (budget: Budget, needed: bigint) => void {
  const gathered = new Map<string, ApprovalAsked>();
  const send = () => {
    for (const asked of gathered.values()) channel.send(LIMIT_TOPICS.approval, asked);
    gathered.clear();
  };
  return ({ id, scope }, needed) => {
    if (gathered.size === 0) setTimeout(send, ASK_MS).unref();
    const { workload } = scope;
    const calls = (gathered.get(id)?.calls ?? 0) + 1;
    const asked = { budget: id, needed: String(needed), calls };
    gathered.set(id, workload === undefined ? asked : { ...asked, workload });
  };
}
