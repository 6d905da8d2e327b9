import type { BudgetLevel } from '@weir/core/contract';
import type { AuthorityOptions } from '../authority/authority.ts';
import { Incarnations } from '../authority/incarnations.ts';
import { type Budget, isHard } from '../budget.ts';
import type { AccountStatus, AuthorityKeeper } from '../port.ts';
import { Accounts, Deposed, KEEPER_SCRIPTS, type Looks } from './accounts.ts';
import { Connection } from './connection.ts';
import { DEFAULT_PREFIX, keysOf } from './keys.ts';
import { LedgerBase } from './ledger-base.ts';
import { type AccountLook, committedOf, isCertain, statusOf } from './looks.ts';
import { accountTerms, sameTerms } from './terms.ts';

/** As the authority in this process is made, and where the accounts are. */
export interface RedisKeeperOptions extends Omit<AuthorityOptions, 'sleep' | 'recall' | 'clockOff'> {
  /** `redis://` or `rediss://` of a Redis 6.2 or newer, or a Valkey. */
  readonly url: string;
  readonly prefix?: string;
  /** Larger than that of every leader before: writes of an older one are refused from this one's first on. */
  readonly epoch: number;
  /** Asks for the lock itself. An empty server cannot know that there is a newer leader. */
  readonly stillLeads: () => Promise<boolean>;
  /** Told once, when another control was found to lead. Nothing is written after. */
  readonly deposed: () => void;
}

export interface RedisKeeper extends AuthorityKeeper {
  /** False while Redis does not answer. */
  readonly reachable: boolean;
  /** Commands without an answer yet. */
  readonly pending: number;
  /** As of the last sweep: fresh at most half a second ago while Redis answers. */
  status(): AccountStatus[];
  close(): void;
}

export function createRedisKeeper(options: RedisKeeperOptions): RedisKeeper {
  return new AccountsKeeper(options);
}

class AccountsKeeper implements RedisKeeper {
  private readonly options: RedisKeeperOptions;
  private readonly connection: Connection;
  private readonly accounts: Accounts;
  private readonly incarnations = new Incarnations();
  private readonly base: LedgerBase;
  private looks: Looks = { identity: '', accounts: new Map() };
  private levels = new Map<string, BudgetLevel>();
  private liveText: string | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private over = false;

  constructor(options: RedisKeeperOptions) {
    this.options = options;
    const keys = keysOf(options.prefix ?? DEFAULT_PREFIX);
    this.connection = new Connection({
      url: options.url,
      scripts: KEEPER_SCRIPTS,
      channels: [keys.keeper],
      heard: () => void this.sweep(),
      ready: () => void this.sweep(),
      trouble: (error) => options.log.debug({ err: error }, 'budgets: Redis'),
    });
    this.accounts = new Accounts(this.connection, keys, options.epoch);
    const { incarnations } = this;
    this.base = new LedgerBase({ ...options, incarnations, accounts: this.accounts });
    for (const { instance, alive } of options.found()) incarnations.found(instance, alive);
  }

  get reachable(): boolean {
    return this.connection.reachable;
  }

  get pending(): number {
    return this.connection.pending;
  }

  connected(instance: string): void {
    this.incarnations.connected(instance);
    void this.sweep();
  }

  disconnected(instance: string): void {
    this.incarnations.disconnected(instance);
    void this.sweep();
  }

  budgetsChanged(): void {
    void this.sweep();
  }

  marked(instance: string, at: number): void {
    this.base.marked(instance, at);
    void this.sweep();
  }

  async refresh(): Promise<void> {
    this.base.markDue();
    await this.sweep();
  }

  /** One at a time; a call while one runs has another one follow. Never rejects. */
  async sweep(): Promise<void> {
    this.again = true;
    this.running ??= this.sweepUntilQuiet().finally(() => {
      this.running = undefined;
    });
    await this.running;
  }

  status(): AccountStatus[] {
    return this.options.budgets().flatMap((budget) => {
      const look = this.looks.accounts.get(budget.id);
      return look === undefined ? [] : statusOf(budget, look, this.certain(look));
    });
  }

  close(): void {
    this.over = true;
    this.connection.close();
  }

  private async sweepUntilQuiet(): Promise<void> {
    while (this.again && !this.over) {
      this.again = false;
      if (!this.connection.reachable) return;
      try {
        await this.sweepOnce();
      } catch (error) {
        this.failed(error);
      }
    }
  }

  private failed(error: unknown): void {
    if (this.over) return;
    if (!(error instanceof Deposed)) {
      this.options.log.warn({ err: error }, 'budgets: the accounts in Redis cannot be kept');
      return;
    }
    this.options.log.warn('budgets: another control keeps the accounts in Redis');
    this.close();
    this.options.deposed();
  }

  private async sweepOnce(): Promise<void> {
    const budgets = new Map(this.options.budgets().map((budget) => [budget.id, budget]));
    const before = await this.accounts.look([...budgets.keys()]);
    this.meetHolders(before);
    if (before.identity !== this.looks.identity) this.liveText = undefined;
    const kept = await this.keepAll(budgets, before);
    await this.removeOthers(budgets);
    await this.tellMembers();
    this.looks = kept ? await this.accounts.look([...budgets.keys()]) : before;
    const rebased = await this.base.bring(this.looks, budgets);
    if (rebased) this.looks = await this.accounts.look([...budgets.keys()]);
    await this.askHolders();
    this.tellLevels();
  }

  /** What a control before this one had admitted may hold something. */
  private meetHolders({ accounts }: Looks): void {
    for (const { holdings } of accounts.values()) {
      for (const instance of holdings.keys()) {
        const alive = !this.incarnations.has(instance) && this.options.stateOf(instance) === 'alive';
        this.incarnations.found(instance, alive);
      }
    }
  }

  /** Whether an account was written. */
  private async keepAll(budgets: ReadonlyMap<string, Budget>, looks: Looks): Promise<boolean> {
    const gone = new Set(this.incarnations.drained(this.options.stateOf));
    const instances = this.incarnations.names.filter((instance) => !gone.has(instance));
    const due = [...budgets.values()].flatMap((budget) => {
      const terms = accountTerms(budget, this.options);
      const look = looks.accounts.get(budget.id);
      const mine = look?.run === looks.identity;
      const fits = mine && sameTerms(terms, look) && instances.every((one) => look.holdings.has(one));
      // Redis may have begun the next period already, on a clock that is ahead of this one
      const ahead = mine && look.kind === terms.kind && look.start > terms.start && look.start >= terms.end;
      return fits || (ahead && instances.every((one) => look.holdings.has(one)))
        ? []
        : [{ id: budget.id, terms, mine }];
    });
    if (due.length === 0) return false;
    const begins = due.some(({ mine }) => !mine);
    if (begins && !(await this.options.stillLeads())) throw new Deposed('the lock is with another control');
    const run = looks.identity;
    const outcome = await Promise.all(
      due.map(({ id, terms }) => this.accounts.keep(id, terms, instances, run)),
    );
    if (outcome.includes(false)) this.again = true;
    return true;
  }

  private async removeOthers(budgets: ReadonlyMap<string, Budget>): Promise<void> {
    const others = (await this.accounts.names()).filter((id) => !budgets.has(id));
    await Promise.all(others.map((id) => this.accounts.remove(id)));
  }

  private async tellMembers(): Promise<void> {
    const live = this.incarnations.names.filter((instance) => this.incarnations.isConnected(instance)).sort();
    const text = live.join(' ');
    if (text === this.liveText) return;
    await this.accounts.members(live);
    this.liveText = text;
  }

  /** Asks for figures and marks that are missing, and for what lies idle where a limit was lowered. */
  private async askHolders(): Promise<void> {
    const asked = new Map<string, { recall: string[]; mark: string[] }>();
    for (const budget of this.options.budgets()) {
      const look = this.looks.accounts.get(budget.id);
      if (look === undefined) continue;
      const over = isHard(budget) && look.idle > 0n && committedOf(look) > look.limit;
      for (const [instance, holding] of look.holdings) {
        const excess = over && holding.held > 0n;
        if (holding.told && !excess) continue;
        const lists = asked.get(instance) ?? { recall: [], mark: [] };
        asked.set(instance, lists);
        lists[this.base.awaitsMark(instance, holding) ? 'mark' : 'recall'].push(budget.id);
      }
    }
    for (const [instance, { recall, mark }] of asked) {
      if (recall.length > 0) await this.accounts.recall(instance, 'recall', recall);
      if (mark.length > 0) await this.accounts.recall(instance, 'mark', mark);
    }
  }

  private tellLevels(): void {
    const levels = new Map<string, BudgetLevel>();
    for (const [budget, look] of this.looks.accounts) {
      // what is not certain is as it was
      const level = this.certain(look) ? look.level : this.levels.get(budget);
      if (level !== undefined) levels.set(budget, level);
    }
    const same =
      levels.size === this.levels.size && [...levels].every(([id, one]) => this.levels.get(id) === one);
    this.levels = levels;
    if (!same) this.options.levelsChanged(Object.fromEntries(levels));
  }

  private certain(look: AccountLook): boolean {
    return this.connection.reachable && isCertain(look, this.looks.identity);
  }
}
