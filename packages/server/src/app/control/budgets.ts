import { setTimeout as sleep } from 'node:timers/promises';
import type { BudgetLevel } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import {
  createMarkCheck,
  type LandedMark,
  type Mismatch,
} from '../../limits/budgets/authority/mark-check.ts';
import type { Budget } from '../../limits/budgets/budget.ts';
import type { ChannelServer, Peer } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import type { Leadership, RaisedFinding } from '../../registry/index.ts';
import { type ApprovalAsked, LIMIT_TOPICS, leaseGrant, leaseReport, leaseRequest } from '../lease-wire.ts';
import { type Kept, openKeeper } from './budgets/keeper.ts';
import { ledgerSpend } from './budgets/ledger-spend.ts';
import { type BudgetLimits, budgetLimits } from './budgets/limits.ts';
import { isGateway } from './channel.ts';
import type { GatewayHosts } from './gateway-hosts.ts';
import type { Stores } from './stores.ts';

const SWEEP_MS = 500;
/** Clocks further apart than this put calls into the wrong periods. */
const SKEW_MS = 5_000;

export interface BudgetsInControl {
  keeper: Kept['keeper'];
  /** False while the accounts lie in a Redis that does not answer. */
  reachable(): boolean;
  limits: BudgetLimits;
  /** For the ledger writer and for other hosts: a mark of a gateway has landed. */
  onMark(instance: string, mark: LandedMark): void;
  stop(): void;
}

export interface BudgetsExtras {
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  leadership: Leadership | undefined;
  raise(finding: RaisedFinding): void;
  /** Told of all levels whenever one has changed. */
  levelsChanged?(levels: Readonly<Record<string, BudgetLevel>>): void;
  /** What a budget is at least, for other reasons than how far it is used. */
  levelAtLeast?(budget: Budget): BudgetLevel;
}

/** The limit authority over registry, ledger and spool, answering the gateways on the channel. */
export function serveBudgets(
  stores: Stores,
  channel: ChannelServer,
  hosts: Pick<GatewayHosts, 'found' | 'stateOf' | 'remembered'>,
  log: Logger,
  extras: BudgetsExtras,
): BudgetsInControl {
  const { registry } = stores;
  const { raise, levelAtLeast } = extras;
  const peers = new Map<string, Peer>();
  const spend = ledgerSpend(stores);
  const limits = budgetLimits(() => registry.compile(), spend);
  let levels: Record<string, BudgetLevel> = {};
  const { keeper, authority, reachable, close } = openKeeper(extras.config, extras.env, extras.leadership, {
    clock: systemClock,
    log,
    periodOf: limits.periodOf,
    zone: limits.zone,
    budgets: limits.budgets,
    limitOf: (budget, span) => limits.partsOf(budget, span).limit,
    spend,
    found: () => hosts.found(),
    stateOf: (instance) => hosts.stateOf(instance),
    recall: (instance, recalled) => peers.get(instance)?.send(LIMIT_TOPICS.recall, recalled),
    levelsChanged(now) {
      levels = now;
      channel.broadcast(LIMIT_TOPICS.levels, now);
      extras.levelsChanged?.(now);
    },
    ...(levelAtLeast === undefined ? {} : { levelAtLeast }),
    clockOff: (instance, by) => {
      if (Math.abs(by) > SKEW_MS) raise(clockSkew(instance, by));
    },
  });
  const check = createMarkCheck({
    log,
    spend,
    sleep: (ms) => sleep(ms),
    countedOf: (budget, instance) => authority?.countedOf(budget, instance),
    found: (mismatch) => raise(budgetMismatch(mismatch)),
  });

  channel.onPeer((peer) => {
    if (!isGateway(peer)) return;
    peers.set(peer.id, peer);
    keeper.connected(peer.id);
    peer.send(LIMIT_TOPICS.levels, levels);
    peer.onClose(() => {
      if (peers.get(peer.id) !== peer) return;
      peers.delete(peer.id);
      keeper.disconnected(peer.id);
    });
  });
  if (authority !== undefined) {
    channel.handle(LIMIT_TOPICS.lease, async (payload, peer) => {
      await hosts.remembered(peer);
      return leaseGrant.encode(await authority.lease(leaseRequest.decode(payload)));
    });
    channel.handle(LIMIT_TOPICS.report, (payload) => authority.report(leaseReport.decode(payload)));
  }
  channel.handle(LIMIT_TOPICS.heartbeat, () => true);
  channel.handle(LIMIT_TOPICS.approval, (payload) => ask(stores, payload as ApprovalAsked));
  registry.onChange(() => keeper.budgetsChanged());

  const look = async () => {
    await keeper.sweep();
    if (await limits.refresh()) keeper.budgetsChanged();
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => log.error({ err: error }, 'budgets: the ledger cannot be read'));
  }, SWEEP_MS);
  return {
    keeper,
    reachable,
    limits,
    onMark(instance, mark) {
      keeper.marked(instance, mark.at);
      void check(instance, mark);
    },
    stop() {
      clearInterval(timer);
      close();
    },
  };
}

/** A call was refused: somebody may lift the budget. */
async function ask(
  { registry }: Stores,
  { budget: id, needed, workload, calls }: ApprovalAsked,
): Promise<void> {
  const budget = registry.compile().budgets.find((one) => one.id === id);
  if (budget === undefined) return;
  const cost = Decimal.fromPico(BigInt(needed)).toFixed(12);
  await registry.approvals.ask({
    kind: 'budget',
    subject: id,
    question: `Budget ${budget.name} is used up: may it be lifted for a while?`,
    ...(workload === undefined ? {} : { workload }),
    approvers: budget.approvers,
    needed: cost,
    refusedCalls: calls,
  });
}

function clockSkew(instance: string, by: number): RaisedFinding {
  const seconds = Math.round(Math.abs(by) / 1_000);
  return {
    kind: 'clock_skew',
    severity: 'warning',
    subject: instance,
    message: `The clock of gateway ${instance} is ${seconds} s ${by > 0 ? 'ahead of' : 'behind'} control's: calls near the end of a period are counted in the wrong one. Keep both hosts on network time.`,
  };
}

function budgetMismatch({ budget, instance, counted, recorded }: Mismatch): RaisedFinding {
  const money = (pico: bigint) => `${Decimal.fromPico(pico).toFixed(12)} ${budget.currency}`;
  return {
    kind: 'budget_mismatch',
    severity: 'critical',
    subject: budget.id,
    message: `Gateway ${instance} counts ${money(counted)} for budget ${budget.name}, the ledger holds ${money(recorded)} of it. Restart the gateway: its calls are then counted from the ledger. Please report this.`,
  };
}
