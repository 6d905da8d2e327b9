import type { WeirError } from '@weir/core/errors';
import type { PlaceFacts } from '../../port.ts';
import { createAuthority } from '../authority/authority.ts';
import type { Budget } from '../budget.ts';
import type { AccountStatus } from '../port.ts';
import { World } from './world.ts';

export const CENT = 10_000_000_000n;
export const OPENAI: PlaceFacts = { provider: 'openai', model: 'gpt', tier: 'mid' };
export const CLAUDE: PlaceFacts = { provider: 'anthropic', model: 'claude', tier: 'frontier' };

/** A hard budget of the whole organization, without an end. */
export function usd(cents: bigint, terms: Partial<Budget> = {}): Budget {
  return {
    id: 'main',
    name: 'Main',
    scope: {},
    amount: cents * CENT,
    currency: 'USD',
    period: 'total',
    mode: 'hard',
    yellow: 80,
    red: 95,
    onAuthorityLoss: 'held_lease',
    owner: 'ann@example.com',
    ...terms,
  };
}

/** Gateways that are connected, and what tests do with them in a line. */
export class Scenario {
  readonly world: World;

  private constructor(world: World) {
    this.world = world;
  }

  static async start(budgets: readonly Budget[], gateways = 1): Promise<Scenario> {
    const world = new World(budgets, { authority: createAuthority, gateways });
    for (const gateway of world.living) world.connect(gateway);
    await world.quiesce();
    return new Scenario(world);
  }

  gateway(index = 0) {
    const one = this.world.living[index];
    if (one === undefined) throw new Error('no such gateway');
    return one;
  }

  /** Time passes only by `wait` ms, as far as the authority waits for others. */
  async reserve(
    cents: bigint,
    {
      gateway = 0,
      wait = 0,
      place = OPENAI,
      key = 'k',
      tags = { workload: 'w' } as Record<string, string>,
    } = {},
  ): Promise<boolean> {
    const tries = [{ place, amount: cents * CENT }];
    const done = this.world.reserve(this.gateway(gateway), { key, tags }, tries);
    await this.world.quiesce();
    this.world.advance(wait);
    await this.world.quiesce();
    return done;
  }

  settleAll(cents: bigint): void {
    for (const call of this.world.openCalls) this.world.settle(call, () => cents * CENT);
  }

  refusal(): WeirError {
    const error = this.world.refusals.at(-1);
    if (error === undefined) throw new Error('nothing was refused');
    return error;
  }

  /** Everything recorded lands, and control looks at it. */
  async land(): Promise<void> {
    this.world.land(Number.MAX_SAFE_INTEGER);
    const swept = this.world.authority.sweep();
    await this.world.quiesce();
    await swept;
  }

  /** Gateways tell what changed; ends once all of it arrived. */
  async report(): Promise<void> {
    for (const { budgets } of this.world.living) void budgets.report();
    await this.world.quiesce();
  }

  async status(id = 'main'): Promise<AccountStatus | undefined> {
    return (await this.world.authority.status()).find(({ budget }) => budget === id);
  }
}
