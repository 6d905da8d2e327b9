import { textOf } from './amounts.ts';
import type { Connection, Script } from './connection.ts';
import { scriptOf } from './connection.ts';
import type { Keys } from './keys.ts';
import { type AccountLook, accountLook } from './looks.ts';
import { verdict } from './replies.ts';
import { KEEP, LOOK, MEMBERS, REBASE, REMOVE } from './scripts/keep.ts';
import type { Terms } from './terms.ts';

const SCRIPTS = {
  keep: scriptOf(KEEP),
  rebase: scriptOf(REBASE),
  remove: scriptOf(REMOVE),
  members: scriptOf(MEMBERS),
  look: scriptOf(LOOK),
};
export const KEEPER_SCRIPTS: readonly Script[] = Object.values(SCRIPTS);

/** Accounts read by one script, so that none holds up the leases of gateways for long. */
const LOOK_AT_ONCE = 32;

/** A newer leader has written: this one is no longer it. */
export class Deposed extends Error {
  override readonly name = 'Deposed';
}

export interface Looks {
  /** Of the server that answered. */
  readonly identity: string;
  readonly accounts: ReadonlyMap<string, AccountLook>;
}

/** What an account takes over from the ledger. */
export interface Rebase {
  readonly start: number;
  readonly base: bigint;
  /** Incarnations whose calls are all in it. */
  readonly gone: readonly string[];
  /** Incarnations that count from an instant on, and the instant up to which the base has their calls. */
  readonly covered: readonly (readonly [instance: string, from: number])[];
}

/** The accounts as control writes and reads them. Every write carries the leader's epoch; rejects with Deposed. */
export class Accounts {
  private readonly connection: Connection;
  private readonly keys: Keys;
  private readonly epoch: number;

  constructor(connection: Connection, keys: Keys, epoch: number) {
    this.connection = connection;
    this.keys = keys;
    this.epoch = epoch;
  }

  /** Ids of the budgets that have an account. */
  names(): Promise<string[]> {
    return this.connection.members(this.keys.accounts);
  }

  async look(budgets: readonly string[]): Promise<Looks> {
    const accounts = new Map<string, AccountLook>();
    let identity = '';
    for (let i = 0; i === 0 || i < budgets.length; i += LOOK_AT_ONCE) {
      const some = budgets.slice(i, i + LOOK_AT_ONCE);
      const raw = await this.connection.run(SCRIPTS.look, some.map(this.keys.account), []);
      const [first, ...rest] = Array.isArray(raw) ? raw : [];
      // the server was replaced in between: what was read before is nothing
      if (identity !== '' && identity !== first) accounts.clear();
      identity = String(first);
      for (const [at, budget] of some.entries()) {
        const look = accountLook(rest[at]);
        if (look !== undefined) accounts.set(budget, look);
      }
    }
    return { identity, accounts };
  }

  /** `run`: identity of the server on which it may be begun anew. False when that is not the server's any more. */
  async keep(budget: string, terms: Terms, instances: readonly string[], run: string): Promise<boolean> {
    const { kind, start, end, limit, yellow, red, least, next } = terms;
    const args = [
      budget,
      kind,
      start,
      end,
      limit,
      yellow,
      red,
      least,
      next,
      this.keys.keeper,
      run,
      ...instances,
    ];
    return (
      (await this.write(
        SCRIPTS.keep,
        [this.keys.account(budget), this.keys.leader, this.keys.accounts],
        args,
      )) !== 'lost'
    );
  }

  /** False when the account is of another run or period by now. */
  async rebase(budget: string, { start, base, gone, covered }: Rebase): Promise<boolean> {
    const channels = [this.keys.keeper, this.keys.gateway('')];
    const args = [budget, start, textOf(base), ...channels, gone.length, ...gone, ...covered.flat()];
    return (await this.write(SCRIPTS.rebase, [this.keys.account(budget), this.keys.leader], args)) === 'done';
  }

  async remove(budget: string): Promise<void> {
    await this.write(
      SCRIPTS.remove,
      [this.keys.account(budget), this.keys.leader, this.keys.accounts],
      [budget],
    );
  }

  async members(live: readonly string[]): Promise<void> {
    await this.write(SCRIPTS.members, [this.keys.live, this.keys.leader], live);
  }

  /** Asks a gateway to report on these budgets and to give back what lies idle; `mark`: to write a mark, too. */
  async recall(instance: string, kind: 'recall' | 'mark', budgets: readonly string[]): Promise<void> {
    await this.connection.publish(this.keys.gateway(instance), [kind, ...budgets].join(' '));
  }

  private async write(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<string> {
    const answer = verdict(await this.connection.run(script, keys, [this.epoch, ...args]));
    if (answer === 'deposed') throw new Deposed('another control leads');
    return answer;
  }
}
