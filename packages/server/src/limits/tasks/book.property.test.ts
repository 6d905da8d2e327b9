import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type MadeCall, microtasks, TaskWorld, usd } from './testing/world.ts';

const TASKS = ['a', 'b'];
const LIMIT = usd('1');
const MAX_STEPS = 12;

type Event =
  | { kind: 'begin'; task: number; gateway: number; cents: number; again: boolean }
  | { kind: 'end'; call: number; percent: number; repeat: boolean }
  | { kind: 'give up'; call: number }
  | { kind: 'land'; count: number; told: boolean }
  | { kind: 'crash'; gateway: number }
  | { kind: 'drain' }
  | { kind: 'restart control' }
  | { kind: 'read'; count: number }
  | { kind: 'time'; ms: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('begin' as const),
      task: fc.nat(TASKS.length - 1),
      gateway: fc.nat(2),
      cents: fc.integer({ min: 1, max: 40 }),
      again: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      call: fc.nat(),
      percent: fc.nat(100),
      repeat: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('give up' as const), call: fc.nat() }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('land' as const), count: fc.nat(5), told: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), gateway: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drain' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart control' as const) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), count: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.nat(1_000) }) },
);

/** Gateways that tell what they know, over a book whose ledger answers late. */
class Play {
  readonly world = new TaskWorld({ max_cost: '1', max_steps: MAX_STEPS });
  private readonly gateways = ['gw-0', 'gw-1', 'gw-2'];
  /** Landed, and control was not told yet. */
  private untold: MadeCall[] = [];
  /** Died, with records that are on their way to the ledger. */
  private readonly dead: string[] = [];
  private spawned = 3;

  constructor() {
    this.world.slow = true;
  }

  async apply(event: Event): Promise<void> {
    const { world } = this;
    switch (event.kind) {
      case 'begin':
        this.begin(event);
        break;
      case 'end': {
        const call = this.pick(event.call, ({ open }) => open);
        if (call === undefined) break;
        const told = world.end(call, { cost: (call.worst * BigInt(event.percent)) / 100n });
        if (event.repeat) world.book.tell(call.instance, [told]);
        break;
      }
      case 'give up': {
        const call = this.pick(event.call, ({ open }) => open);
        if (call === undefined) break;
        world.end(call, { made: false });
        world.made.splice(world.made.indexOf(call), 1);
        break;
      }
      case 'land':
        this.land(event.count, event.told);
        break;
      case 'crash':
        this.crash(event.gateway);
        break;
      case 'drain':
        this.drain();
        break;
      case 'restart control':
        this.restart();
        break;
      case 'read':
        for (let i = 0; i < event.count; i++) {
          world.reads.shift()?.();
          await microtasks();
        }
        break;
      case 'time':
        world.advance(event.ms);
        break;
      default:
        event satisfies never;
    }
    await microtasks();
    this.check();
  }

  /** Every call has ended, every message arrived. */
  async rest(): Promise<void> {
    const { world } = this;
    while (this.dead.length > 0) this.drain();
    for (const instance of this.gateways) world.book.heard(instance);
    await world.answerReads();
    for (const call of world.made) if (call.open) world.end(call);
    this.land(world.made.length, true);
    for (const instance of world.book.holders()) {
      if (!this.gateways.includes(instance)) world.book.drained(instance);
    }
    await world.answerReads();
    for (const task of TASKS) await this.probe(task);
  }

  /** A call that does not fit makes the book read what it is unsure of, and holds nothing. */
  private async probe(task: string): Promise<void> {
    const { world } = this;
    const asked = world.tryStep({ task, cost: '5' });
    await world.answerReads();
    expect(await asked).toBe('task_limit_reached');
    const live = world.book.live({ workload: 'agent', task });
    const calls = world.made.filter(({ told }) => told.task === task);
    expect(live).toMatchObject({ reserved: 0n, open: 0 });
    expect(live?.limits.find(({ limit }) => limit === 'cost')?.used).toBe(
      calls.reduce((sum, { cost }) => sum + cost, 0n),
    );
    expect(live?.limits.find(({ limit }) => limit === 'steps')?.used).toBe(BigInt(calls.length));
  }

  private begin({ task, gateway, cents, again }: Extract<Event, { kind: 'begin' }>): void {
    const { world } = this;
    const instance = this.gateways[gateway % this.gateways.length] ?? 'gw-0';
    const ask = world.askOf({ task: TASKS[task] ?? 'a', cost: (cents / 100).toFixed(2) });
    const { book } = world;
    const made = (): void => {
      // a gateway that died meanwhile, or whose control did, does not hear the answer
      if (book === world.book && this.gateways.includes(instance)) world.make(instance, ask);
      else book.tell(instance, [{ ...ask, end: NEVER }]);
    };
    try {
      const answer = book.begin(instance, ask);
      if (answer instanceof Promise) answer.then(made, () => {});
      else made();
      if (again && !(answer instanceof Promise)) void Promise.resolve(book.begin(instance, ask));
    } catch {
      // refused
    }
  }

  private land(count: number, told: boolean): void {
    const { world } = this;
    const waiting = world.made.filter(({ open, landed }) => !open && !landed).slice(0, count);
    world.land(waiting, false);
    this.untold.push(...waiting);
    if (!told) return;
    world.land(this.untold);
    this.untold = [];
  }

  /** The process dies: what it had open becomes a charge of the full reservation once its spool has landed. */
  private crash(index: number): void {
    const dead = this.gateways[index % this.gateways.length];
    if (dead === undefined) return;
    this.gateways[this.gateways.indexOf(dead)] = `gw-${this.spawned++}`;
    for (const call of this.world.made) if (call.instance === dead) call.open = false;
    this.dead.push(dead);
  }

  /** The spool of one that died is in the ledger, wholly. */
  private drain(): void {
    const { world } = this;
    const dead = this.dead.shift();
    if (dead === undefined) return;
    const left = world.made.filter(({ instance, landed }) => instance === dead && !landed);
    world.land(left, false);
    world.land([...this.untold, ...left]);
    this.untold = [];
    world.book.drained(dead);
  }

  /** Gateways tell the new one all that is not known to have landed. */
  private restart(): void {
    const { world } = this;
    this.untold = [];
    world.restartControl();
    world.book.expect([...this.gateways, ...this.dead]);
    for (const instance of this.gateways) {
      const own = world.made.filter((call) => call.instance === instance);
      world.book.tell(
        instance,
        own.map((call) => (call.open ? call.told : world.toldEnd(call, { cost: call.cost }))),
      );
      world.book.heard(instance);
    }
  }

  private pick(index: number, which: (call: MadeCall) => boolean): MadeCall | undefined {
    const calls = this.world.made.filter(which);
    return calls[index % Math.max(1, calls.length)];
  }

  private check(): void {
    for (const task of TASKS) {
      const calls = this.world.made.filter(({ told }) => told.task === task);
      const spent = calls.reduce((sum, { cost }) => sum + cost, 0n);
      if (spent > LIMIT) throw new Error(`task ${task} overshot: ${spent}`);
      if (calls.length > MAX_STEPS) throw new Error(`task ${task} made ${calls.length} steps`);
    }
  }
}

const NEVER = {
  tokens: 0,
  toolCalls: 0,
  toolNames: [],
  retries: 0,
  cost: 0n,
  failed: false,
  made: false,
} as const;

it('never lets a task pass its limits, and holds nothing at rest, whatever happens in whatever order', async () => {
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 20, maxLength: 120 }), async (events) => {
      const play = new Play();
      for (const one of events) await play.apply(one);
      await play.rest();
      calls += play.world.made.length;
    }),
    { numRuns: 500 },
  );
  expect(calls).toBeGreaterThan(1_000);
}, 30_000);
