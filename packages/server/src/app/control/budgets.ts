import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isInstanceDirectory, OWNER_FILE } from '../../ledger/spool/layout.ts';
import { type Authority, createAuthority } from '../../limits/budgets/authority/authority.ts';
import type { IncarnationState } from '../../limits/budgets/authority/incarnations.ts';
import { type Budget, calendarPeriods } from '../../limits/budgets/budget.ts';
import type { ChannelServer, Peer } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import { isProcessAlive, type ProcessIdentity } from '../../platform/process-identity.ts';
import { leaseGrant, leaseReport, leaseRequest } from '../lease-wire.ts';
import type { Stores } from './stores.ts';

const SWEEP_MS = 500;

/** The limit authority over registry, ledger and spool, answering the gateways on the channel. */
export function serveBudgets(
  { registry, ledger }: Stores,
  channel: ChannelServer,
  spoolRoot: string,
  log: Logger,
): { authority: Authority; stop(): void } {
  const peers = new Map<string, Peer>();
  const authority = createAuthority({
    clock: systemClock,
    log,
    sleep: (ms) => sleep(ms),
    periodOf: calendarPeriods(() => registry.compile().organization.timeZone),
    budgets: () => budgetsOf(registry.compile()),
    loadSettled: async (since, exclude) =>
      sumOf(await ledger.spendByWorkload(since, exclude), await registry.resources.heldSince(since)),
    found: () =>
      readInstances(spoolRoot).map((instance) => ({
        instance,
        alive: stateOf(spoolRoot, instance) === 'alive',
      })),
    stateOf: (instance) => stateOf(spoolRoot, instance),
    recall: (instance, workloads) => peers.get(instance)?.send('recall', workloads),
  });
  channel.onPeer((peer) => {
    peers.set(peer.id, peer);
    authority.connected(peer.id);
    peer.onClose(() => {
      if (peers.get(peer.id) !== peer) return;
      peers.delete(peer.id);
      authority.disconnected(peer.id);
    });
  });
  channel.handle('lease', async (payload) =>
    leaseGrant.encode(await authority.lease(leaseRequest.decode(payload))),
  );
  channel.handle('report', (payload) => authority.report(leaseReport.decode(payload)));
  registry.onChange(() => authority.budgetsChanged());
  const timer = setInterval(() => void authority.sweep(), SWEEP_MS);
  return { authority, stop: () => clearInterval(timer) };
}

/** Batches under way count with the most they may cost, until they are charged. */
function sumOf(spent: ReadonlyMap<string, bigint>, held: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const sum = new Map(spent);
  for (const [workload, amount] of held) sum.set(workload, (sum.get(workload) ?? 0n) + amount);
  return sum;
}

function budgetsOf({ workloads }: ReturnType<Stores['registry']['compile']>): Map<string, Budget> {
  const budgets = new Map<string, Budget>();
  for (const { id, budget } of Object.values(workloads)) {
    if (budget === undefined) continue;
    budgets.set(id, { limit: BigInt(budget.amountPico), currency: budget.currency, period: budget.period });
  }
  return budgets;
}

function readInstances(spoolRoot: string): string[] {
  return readdirSync(spoolRoot).filter(isInstanceDirectory);
}

/** The ledger writer removes a directory once all of it has landed. */
function stateOf(spoolRoot: string, instance: string): IncarnationState {
  const directory = join(spoolRoot, instance);
  if (!existsSync(directory)) return 'drained';
  try {
    const owner = JSON.parse(readFileSync(join(directory, OWNER_FILE), 'utf8')) as ProcessIdentity;
    return isProcessAlive(owner) ? 'alive' : 'ended';
  } catch {
    return existsSync(directory) ? 'ended' : 'drained';
  }
}
