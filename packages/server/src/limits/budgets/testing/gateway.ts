import { WeirError } from '@weir/core/errors';
import type { Budget } from '../budget.ts';
import type { GatewayBudgets } from '../gateway/budgets.ts';
import type { LeaseReport, LimitAuthority } from '../port.ts';
import type { LimitRules } from '../rules.ts';
import type { SpoolEntry } from './spool.ts';

/** A budget as long as it counts the same. */
export interface Generation {
  number: number;
  budget: Budget;
  terms: string;
  bornAtStep: number;
  /** By start of period: the highest limit that was in force. */
  limits: Map<number, bigint>;
}

export interface Gateway {
  name: string;
  budgets: GatewayBudgets;
  rules: (LimitRules & { generations: readonly Generation[] }) | undefined;
  alive: boolean;
  connected: boolean;
  /** How far its clock is ahead. */
  skew: number;
  spool: SpoolEntry[];
  /** Messages under way, each direction in order. */
  up: (() => void)[];
  down: (() => void)[];
  /** Requests without an answer. */
  pending: Set<(error: unknown) => void>;
}

/** The way to the authority: messages wait until the test delivers them. */
export function linkOf(
  gateway: Omit<Gateway, 'budgets'>,
  authority: () => LimitAuthority,
  sent: LeaseReport[],
): LimitAuthority {
  const send = <T>(handle: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      if (!gateway.connected) {
        reject(new WeirError('limits_unavailable', 'Control is not connected.'));
        return;
      }
      gateway.pending.add(reject);
      const answer = (give: () => void) => {
        // an answer to a connection that is gone is gone with it
        if (!gateway.pending.has(reject)) return;
        gateway.down.push(() => {
          if (gateway.pending.delete(reject)) give();
        });
      };
      gateway.up.push(() => {
        handle().then(
          (value) => answer(() => resolve(value)),
          (error) => answer(() => reject(error)),
        );
      });
    });
  return {
    get reachable() {
      return gateway.connected;
    },
    lease: (request) => send(() => authority().lease(request)),
    report: (report) => {
      sent.push(report);
      return send(() => authority().report(report));
    },
  };
}
