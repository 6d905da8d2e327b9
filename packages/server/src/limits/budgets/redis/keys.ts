/** All keys of one Weir; the braces keep them on one slot of a cluster. */
export const DEFAULT_PREFIX = '{weir}:limits:';

export interface Keys {
  /** Hash: one budget. */
  account(budget: string): string;
  /** Set: budgets that have an account. */
  readonly accounts: string;
  /** Set: gateways connected to control, who share what is left. */
  readonly live: string;
  /** Text: the newest epoch a leader has written with. */
  readonly leader: string;
  /** Channel: what one gateway is asked and told. */
  gateway(instance: string): string;
  /** Channel: what control is told. */
  readonly keeper: string;
}

export function keysOf(prefix: string): Keys {
  return {
    account: (budget) => `${prefix}account:${budget}`,
    accounts: `${prefix}accounts`,
    live: `${prefix}live`,
    leader: `${prefix}leader`,
    gateway: (instance) => `${prefix}to:${instance}`,
    keeper: `${prefix}keeper`,
  };
}
