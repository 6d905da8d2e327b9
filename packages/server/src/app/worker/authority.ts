import type { LimitAuthority } from '../../limits/budgets/port.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import { leaseGrant, leaseReport, leaseRequest } from '../lease-wire.ts';

/** Longer than the authority itself may wait for figures after a restart. */
const LEASE_MS = 4_000;

/** The limit authority as a worker sees it: at the other end of the channel. */
export function remoteAuthority(channel: ChannelClient): LimitAuthority {
  return {
    get reachable() {
      return channel.connected;
    },
    lease: async (request) =>
      leaseGrant.decode(await channel.request('lease', leaseRequest.encode(request), LEASE_MS)),
    report: async (report) => void (await channel.request('report', leaseReport.encode(report), LEASE_MS)),
  };
}
