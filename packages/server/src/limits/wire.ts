import { z } from 'zod';
import type { ChannelClient, ChannelServer } from '../platform/channel/port.ts';
import type { LeaseGrant, LeaseReport, LeaseRequest, LimitAuthority, Recalled } from './port.ts';

/** How leases travel between gateway and control: amounts as text, since JSON numbers are not exact. */
const amount = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const figures = {
  instance: z.string(),
  workload: z.string(),
  settled: amount,
  held: amount,
  period: z.number(),
  seq: z.number(),
};
const leaseRequest = z.object({ ...figures, need: amount, want: amount });
const leaseReport = z.object({ ...figures, recalled: z.boolean() });
const leaseGrant = z.object({
  granted: amount,
  period: z.number(),
  resetsAt: z.number(),
  limit: amount,
  settled: amount,
  committed: amount,
});
const recalls = z.array(z.object({ workload: z.string(), period: z.enum(['day', 'month', 'total']) }));

/** Above the time a lease may wait in the authority. */
const TIMEOUT_MS = 2_500;

/** The authority as a gateway reaches it. */
export function remoteAuthority(client: ChannelClient): LimitAuthority {
  return {
    async lease(request: LeaseRequest): Promise<LeaseGrant> {
      return leaseGrant.parse(await client.request('lease', plain(request), TIMEOUT_MS));
    },
    async report(report: LeaseReport): Promise<void> {
      await client.request('report', plain(report), TIMEOUT_MS);
    },
  };
}

/** Answers the gateways' leases and reports. */
export function serveAuthority(server: ChannelServer, authority: LimitAuthority): void {
  server.handle('lease', async (payload) => plain(await authority.lease(leaseRequest.parse(payload))));
  server.handle('report', (payload) => authority.report(leaseReport.parse(payload)));
}

/** Calls `listener` with what the authority asks of this gateway. */
export function onRecall(client: ChannelClient, listener: (recalled: readonly Recalled[]) => void): void {
  client.on('recall', (payload) => listener(recalls.parse(payload)));
}

function plain(message: object): object {
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
  );
}
