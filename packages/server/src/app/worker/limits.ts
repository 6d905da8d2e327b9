import type { BudgetLevel } from '@weir/core/contract';
import type { SpoolWriter } from '../../ledger/spool/port.ts';
import { calendarPeriods } from '../../limits/budgets/budget.ts';
import { createBudgets, type GatewayBudgets } from '../../limits/budgets/gateway/budgets.ts';
import type { Limits } from '../../limits/port.ts';
import type { GatewayRates } from '../../limits/rates/index.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { LIMIT_TOPICS } from '../lease-wire.ts';
import { askForApproval, openAuthority } from './authority.ts';
import { workerRates } from './rates.ts';
import type { Rules } from './rules.ts';
import { workerTasks } from './tasks.ts';

/** How often the ledger is compared with what is counted here. */
const MARK_MS = 60_000;

export interface WorkerLimitsOptions {
  config: Config;
  env: Readonly<Record<string, string | undefined>>;
  channel: ChannelClient;
  rules: Rules;
  spool: SpoolWriter;
  instance: string;
  log: Logger;
}

/** What a worker tells of its limits once a second. */
export interface LimitsReport {
  /** False: budgets are spent from what is held, or refuse, as each of them says. */
  authority_reachable: boolean;
  /** False: each gateway keeps its part of every rate limit by itself. */
  rates_shared: boolean;
  rates: ReturnType<GatewayRates['figures']>;
  /** Messages about limits since the start, and how many calls had to wait for one. */
  tasks: ReturnType<ReturnType<typeof workerTasks>['status']>;
  messages: { waited: number; ahead: number; reports: number; rates: number };
}

export interface WorkerLimits {
  readonly limits: Limits;
  /** New rules are in force: in the same turn. */
  rulesChanged(): void;
  /** About once a second. */
  report(): LimitsReport;
  /** Calls have ended: everything held goes back. */
  close(): Promise<void>;
}

/** Budgets, rates and tasks as a worker keeps them. */
export function workerLimits(options: WorkerLimitsOptions): WorkerLimits {
  const { config, env, channel, rules, spool, instance, log } = options;
  const authority = openAuthority(config, env, channel, instance, log);
  const budgets: GatewayBudgets = createBudgets({
    authority,
    rules: () => rules.limits,
    clock: systemClock,
    periodOf: calendarPeriods(() => rules.state?.organization.timeZone ?? 'UTC'),
    instance,
    mark: (at, settled) => spool.mark({ t: 'mark', at, settled }),
    askedApproval: askForApproval(channel),
  });
  authority.onRecall((recalled) => budgets.recall(recalled));
  channel.on(LIMIT_TOPICS.levels, (levels) => budgets.levels(levels as Record<string, BudgetLevel>));
  const rates = workerRates(() => rules.state, channel);
  const tasks = workerTasks(channel);
  const marking = setInterval(() => void budgets.markDue(), MARK_MS);
  return {
    limits: { budgets, rates, tasks },
    rulesChanged: () => budgets.rulesChanged(),
    report() {
      void budgets.report();
      return {
        authority_reachable: authority.reachable,
        rates_shared: rates.isShared,
        rates: rates.figures(),
        tasks: tasks.status(),
        messages: { ...budgets.counters, rates: rates.asks },
      };
    },
    async close() {
      clearInterval(marking);
      rates.stop();
      await tasks.close();
      await budgets.close();
      authority.close();
    },
  };
}
