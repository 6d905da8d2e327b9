import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../../platform/clock.ts';
import type { Budget, PeriodOf } from '../budget.ts';
import type { LimitAuthority, Recalled, Reservation, Reservations } from '../port.ts';
import { Purse, type PurseDeps } from './purse.ts';

/** The budgets a gateway obeys, as of one version of the admission state. */
export interface LimitRules {
  version: number;
  /** IANA zone of the organization. */
  zone: string;
  /** Undefined for a workload without a hard budget. */
  budgetOf(workload: string): { budget: Budget; owner?: string } | undefined;
}

export interface ReservationOptions {
  authority: LimitAuthority;
  /** The newest rules; undefined before the first admission state. */
  rules: () => LimitRules | undefined;
  clock: Clock;
  periodOf: PeriodOf;
  /** Name of this gateway incarnation, as in its spool. */
  instance: string;
}

export interface GatewayReservations extends Reservations {
  /** The authority asks for figures and for what lies idle. */
  recall(recalled: readonly Recalled[]): void;
  /** To be called about once a second: tells the authority what changed. */
  report(): Promise<void>;
  /** Gives everything back that no call holds. */
  close(): Promise<void>;
  /** Calls that cost more than was held for them, and by how much in sum (pico-units). */
  overshoot(): { calls: number; amount: bigint };
}

export function createReservations(options: ReservationOptions): GatewayReservations {
  const { rules, authority, clock, periodOf, instance } = options;
  const purses = new Map<string, Purse>();
  const overshoot = { calls: 0, amount: 0n };
  const deps: PurseDeps = {
    authority,
    clock,
    periodOf,
    instance,
    overshot(_workload, by) {
      overshoot.calls++;
      overshoot.amount += by;
    },
  };

  function purseOf(workload: string, current: LimitRules | undefined): Purse {
    let purse = purses.get(workload);
    if (purse === undefined) {
      purse = new Purse(workload, deps);
      purses.set(workload, purse);
    }
    if (current !== undefined && purse.version !== current.version) {
      const { zone, version } = current;
      const found = current.budgetOf(workload);
      const context = found && { workload, owner: found.owner, budget: found.budget, zone };
      purse.follow(version, zone, context);
    }
    return purse;
  }

  return {
    reserve(workload: string, amount: bigint): Reservation | Promise<Reservation> {
      const current = rules();
      if (current === undefined) throw noRules();
      return purseOf(workload, current).reserve(amount);
    },
    recall(recalled) {
      const current = rules();
      for (const { workload, period } of recalled) void purseOf(workload, current).giveBack(period);
    },
    async report() {
      await Promise.all([...purses.values()].map((purse) => purse.report()));
    },
    async close() {
      await Promise.all([...purses.values()].map((purse) => purse.giveBack()));
    },
    overshoot: () => ({ ...overshoot }),
  };
}

function noRules(): WeirError {
  return new WeirError('admission_unavailable', 'This gateway has no rules yet', {
    remedy: 'Try again in a few seconds.',
  });
}
