import { describe, expect, it } from 'vitest';
import { microtasks, TaskWorld, usd } from './testing/world.ts';

describe('limits of a task', () => {
  it('lets calls through until its steps are used up, and says how many it had', async () => {
    const world = new TaskWorld({ max_steps: 2 });
    await world.stepAndEnd();
    await world.stepAndEnd();
    const refusal = await world.refusal();
    expect(refusal.code).toBe('task_limit_reached');
    expect(refusal.message).toBe('Task "t" of workload agent has made 2 of 2 steps.');
    expect(refusal.remedy).toContain('max_steps');
    expect(await world.tryStep({ task: 'other' })).toBe('pass');
    expect(world.book.live({ workload: 'agent', task: 't' })).toMatchObject({
      state: 'stopped',
      limits: [{ limit: 'steps', most: 2n, used: 2n }],
    });
    expect(world.notices).toHaveLength(1);
    await world.refusal();
    expect(world.notices).toHaveLength(1);
  });

  it('never holds more than its cost limit, and gives back what a call did not cost', async () => {
    const world = new TaskWorld({ max_cost: '0.10' });
    const open = [await world.step({ cost: '0.06' }), await world.step({ cost: '0.04' })];
    expect(await world.tryStep({ cost: '0.000000000001' })).toBe('task_limit_reached');
    for (const call of open) world.end(call, { cost: usd('0.03') });
    expect(await world.tryStep({ cost: '0.04' })).toBe('pass');
    expect(await world.tryStep({ cost: '0.04' })).toBe('task_limit_reached');
    expect((await world.refusal({ task: 'new', cost: '0.2' })).message).toContain('this call alone');
  });

  it('stops at tool calls, tokens, seconds and retries', async () => {
    const tools = new TaskWorld({ max_tool_calls: 3 });
    await tools.stepAndEnd({}, { toolCalls: 2 });
    await tools.stepAndEnd({}, { toolCalls: 1 });
    expect(await tools.tryStep()).toBe('task_limit_reached');
    const tokens = new TaskWorld({ max_tokens: 100 });
    await tokens.stepAndEnd({ tokens: 90 }, { tokens: 60 });
    expect(await tokens.tryStep({ tokens: 41 })).toBe('task_limit_reached');
    expect(await tokens.tryStep({ tokens: 40 })).toBe('pass');
    const seconds = new TaskWorld({ max_seconds: 60 });
    await seconds.stepAndEnd();
    seconds.advance(60_000);
    expect(await seconds.tryStep()).toBe('pass');
    seconds.advance(1);
    expect(await seconds.tryStep()).toBe('task_limit_reached');
    const retries = new TaskWorld({ max_retries: 2 });
    await retries.stepAndEnd({ digest: 'same' }, { retries: 1, failed: true });
    await retries.stepAndEnd({ digest: 'same' }, { failed: true });
    expect(await retries.tryStep({ digest: 'same' })).toBe('task_limit_reached');
    expect(await retries.tryStep({ digest: 'new' })).toBe('pass');
  });

  it('refuses a step that is too large, and names what to lower, while the task goes on', async () => {
    const world = new TaskWorld({ max_tokens_per_step: 1_000 });
    const refusal = await world.refusal({ tokens: 1_001 });
    expect(refusal).toMatchObject({
      code: 'task_limit_reached',
      remedy: expect.stringContaining('max_tokens'),
    });
    expect(await world.tryStep({ tokens: 1_000 })).toBe('pass');
    expect(world.book.live({ workload: 'agent', task: 't' })?.state).toBe('running');
  });

  it('knows a loop by the same request, and lets another one pass', async () => {
    const world = new TaskWorld({ max_identical_calls: 3 });
    for (let i = 0; i < 3; i++) await world.stepAndEnd({ digest: 'same' });
    expect((await world.refusal({ digest: 'same' })).message).toContain('loop');
    expect(await world.tryStep({ digest: 'another' })).toBe('pass');
  });

  it('counts depth from the task that started it; one nobody has heard of stands at 1', async () => {
    const world = new TaskWorld({ max_depth: 2 });
    expect(await world.tryStep({ task: 'root' })).toBe('pass');
    expect(await world.tryStep({ task: 'child', parentTask: 'root' })).toBe('pass');
    expect(await world.tryStep({ task: 'grandchild', parentTask: 'child' })).toBe('task_limit_reached');
    expect(await world.tryStep({ task: 'foundling', parentTask: 'unheard-of' })).toBe('pass');
    expect(await world.tryStep({ task: 'own', parentTask: 'own' })).toBe('pass');
  });

  it('holds more for further tries of a call only when that is there', async () => {
    const world = new TaskWorld({ max_cost: '1', max_steps: 1 });
    const ask = world.askOf({ cost: '0.5' });
    await world.book.begin('gw-0', ask);
    expect(await world.book.begin('gw-0', { ...ask, cost: usd('1') })).toMatchObject({ held: true });
    expect(() => world.book.begin('gw-0', { ...ask, cost: usd('1.01') })).toThrow(
      /has spent or reserved 1.00/,
    );
    await world.book.begin('gw-0', { ...ask, cost: usd('0.2') });
    expect(world.book.live(ask)?.reserved).toBe(usd('1'));
    world.end(world.make('gw-0', ask), { cost: usd('0.3') });
    expect(world.book.live(ask)).toMatchObject({ reserved: 0n, limits: [{ used: usd('0.3') }, {}] });
  });

  it('counts nothing for calls that were never made', async () => {
    const world = new TaskWorld({ max_steps: 1, max_cost: '1', max_identical_calls: 1 });
    world.end(await world.step({ digest: 'x' }), { made: false });
    expect(await world.tryStep({ digest: 'x' })).toBe('pass');
  });
});

describe('degrading', () => {
  const degrade_to = { tier: 'small' } as const;

  it('goes on with something cheaper beyond its steps', async () => {
    const world = new TaskWorld({ max_steps: 1, on_limit: 'degrade', degrade_to });
    await world.stepAndEnd();
    expect((await world.step()).answer).toEqual({ degrade: degrade_to, held: true });
  });

  it('begins at 80% of the cost limit, asks what the cheaper call costs, and stops at the limit', async () => {
    const world = new TaskWorld({ max_cost: '1', on_limit: 'degrade', degrade_to });
    expect((await world.step({ cost: '0.8' })).answer.degrade).toBeUndefined();
    expect((await world.step({ cost: '0.1' })).answer).toEqual({ degrade: degrade_to, held: true });
    expect((await world.step({ cost: '0.2' })).answer).toEqual({ degrade: degrade_to, held: false });
    expect((await world.step({ cost: '0.1', degraded: true })).answer.held).toBe(true);
    expect(await world.tryStep({ cost: '0.01', degraded: true })).toBe('task_limit_reached');
  });

  it('stops where there is nothing cheaper, and in a loop', async () => {
    const bare = new TaskWorld({ max_steps: 1, on_limit: 'degrade' });
    await bare.stepAndEnd();
    expect(await bare.tryStep()).toBe('task_limit_reached');
    const loop = new TaskWorld({ max_identical_calls: 1, on_limit: 'degrade', degrade_to });
    await loop.stepAndEnd({ digest: 'x' });
    expect(await loop.tryStep({ digest: 'x' })).toBe('task_limit_reached');
  });
});

describe('handing a task to a person', () => {
  const key = { workload: 'agent', task: 't' };
  const approved = { state: 'approved', by: 'ann', amount: undefined, until: undefined } as const;

  it('asks once, tells the webhook with context, and goes on when it is approved', async () => {
    const world = new TaskWorld({ max_steps: 1, on_limit: 'handoff', webhook: 'https://hooks.example/x' });
    await world.stepAndEnd({ cost: '0.02' }, { toolCalls: 1, toolNames: ['search'] });
    expect(await world.tryStep({ cost: '0.05' })).toBe('task_waiting');
    expect(await world.tryStep()).toBe('task_waiting');
    expect(world.questions).toEqual([
      { ...key, question: expect.stringContaining('1 of 1 steps'), needed: usd('0.05'), refusedCalls: 1 },
    ]);
    expect(world.notices).toEqual([
      expect.objectContaining({
        kind: 'waiting',
        limit: 'steps',
        webhook: 'https://hooks.example/x',
        approval: 'appr-t',
        lastTools: ['search'],
        costSoFar: usd('0.02'),
      }),
    ]);
    expect(world.book.live(key)).toMatchObject({ state: 'waiting', approval: 'appr-t' });
    world.advance(1_000);
    world.book.sweep();
    expect(world.questions[1]).toMatchObject({ refusedCalls: 1 });
    world.book.decided(key, { id: 'a', ...approved });
    await world.stepAndEnd();
    expect(world.book.live(key)?.state).toBe('running');
    expect(await world.tryStep()).toBe('task_waiting');
  });

  it('raises the cost limit by the amount that was approved, until then', async () => {
    const world = new TaskWorld({ max_cost: '1', on_limit: 'handoff' });
    await world.stepAndEnd({ cost: '1' });
    expect(await world.tryStep({ cost: '0.5' })).toBe('task_waiting');
    world.book.decided(key, { id: 'a', ...approved, amount: usd('0.5'), until: world.now + 10_000 });
    expect(await world.tryStep({ cost: '0.6' })).toBe('task_waiting');
    expect(await world.tryStep({ cost: '0.4' })).toBe('pass');
    world.advance(10_000);
    expect(await world.tryStep({ cost: '0.01' })).toBe('task_waiting');
  });

  it('stays stopped when a person says no, and asks anew when nobody answered in time', async () => {
    const world = new TaskWorld({ max_steps: 1, on_limit: 'handoff' });
    await world.stepAndEnd();
    await world.refusal();
    world.book.decided(key, { id: 'a', ...approved, state: 'expired' });
    await world.refusal();
    expect(world.questions).toHaveLength(2);
    world.book.decided(key, { id: 'b', ...approved, state: 'rejected' });
    expect((await world.refusal()).message).toContain('ann has said no');
    expect(world.questions).toHaveLength(2);
  });

  it('remembers what was granted across a restart of control', async () => {
    const world = new TaskWorld({ max_steps: 1, on_limit: 'handoff' });
    await world.stepAndEnd();
    world.land(world.made);
    world.decisions.set('t', [{ id: 'a', ...approved }]);
    world.restartControl();
    expect(await world.tryStep()).toBe('pass');
    expect(await world.tryStep()).toBe('task_waiting');
  });
});

describe('the gate before dearer models', () => {
  it('asks for consent once per task, and lets other models pass meanwhile', async () => {
    const world = new TaskWorld({ gate: { tiers: ['frontier'], action: 'approval' } });
    expect(await world.tryStep({ tier: 'frontier' })).toBe('task_waiting');
    expect(await world.tryStep({ tier: 'small' })).toBe('pass');
    expect(world.book.live({ workload: 'agent', task: 't' })?.state).toBe('running');
    const yes = { id: 'a', state: 'approved', by: 'ann', amount: undefined, until: undefined } as const;
    world.book.decided({ workload: 'agent', task: 't' }, yes);
    expect(await world.tryStep({ tier: 'frontier' })).toBe('pass');
    expect(await world.tryStep({ tier: 'frontier' })).toBe('pass');
    expect(await world.tryStep({ tier: 'frontier', task: 'other' })).toBe('task_waiting');
  });

  it('refuses where the policy says so', async () => {
    const world = new TaskWorld({ gate: { tiers: ['reasoning'], action: 'refuse' } });
    expect(await world.tryStep({ tier: 'reasoning' })).toBe('tier_not_allowed');
    expect(await world.tryStep({ tier: 'mid' })).toBe('pass');
  });
});

describe('what becomes of a task when something dies', () => {
  it('goes on from the ledger after a restart of control, with what gateways have under way', async () => {
    const world = new TaskWorld({ max_steps: 3, max_cost: '1' });
    await world.stepAndEnd({ cost: '0.5' });
    const ended = await world.step({ cost: '0.2' });
    const open = await world.step({ cost: '0.2' });
    world.land(world.made.slice(0, 1));
    const told = world.end(ended);
    world.restartControl();
    world.book.expect(['gw-0']);
    const waiting = world.tryStep({ task: 'other' });
    world.book.tell('gw-0', [told, open.told]);
    world.book.heard('gw-0');
    expect(await waiting).toBe('pass');
    expect(await world.tryStep()).toBe('task_limit_reached');
    expect(world.book.live({ workload: 'agent', task: 't' })).toMatchObject({
      reserved: usd('0.2'),
      limits: [
        { limit: 'cost', used: usd('0.9') },
        { limit: 'steps', used: 3n },
      ],
    });
  });

  it('does not count a call twice that the ledger already has', async () => {
    const world = new TaskWorld({ max_steps: 9 });
    const call = await world.step();
    const told = world.end(call);
    world.land([call], false);
    world.restartControl();
    world.book.tell('gw-0', [told]);
    await world.step();
    world.land([call]);
    world.book.tell('gw-0', [told]);
    expect(world.book.live({ workload: 'agent', task: 't' })?.limits[0]?.used).toBe(2n);
  });

  it('asks the ledger about a call it hears of only when that has long ended', async () => {
    const world = new TaskWorld({ max_steps: 9 });
    const unheard = world.make('gw-1', world.askOf({}));
    world.land([unheard], false);
    await world.step();
    world.book.tell('gw-1', [world.toldEnd(unheard)]);
    await world.step();
    expect(world.book.live({ workload: 'agent', task: 't' })?.limits[0]?.used).toBe(3n);
  });

  it('takes the figure of the ledger for a call whose gateway died, and lets go of one that was never made', async () => {
    const world = new TaskWorld({ max_cost: '1' });
    const lost = await world.step({ cost: '0.6', instance: 'gw-dead' });
    await world.step({ cost: '0.4', instance: 'gw-dead' });
    expect(await world.tryStep({ cost: '0.1' })).toBe('task_limit_reached');
    lost.cost = usd('0.5');
    world.land([lost]);
    expect(await world.tryStep({ cost: '0.1', task: 't' })).toBe('pass');
    world.book.drained('gw-dead');
    expect(await world.tryStep({ cost: '0.4' })).toBe('pass');
    expect(world.book.holders()).toEqual(['gw-0']);
  });

  it('says that nothing is known when the ledger does not answer in time', async () => {
    const world = new TaskWorld({ max_steps: 1 });
    world.slow = true;
    const refused = world.tryStep();
    world.advance(1_000);
    expect(await refused).toBe('limits_unavailable');
    world.slow = false;
    await world.answerReads();
    expect(await world.tryStep()).toBe('pass');
  });

  it('waits for a ledger that cannot be read, without asking it over and over', async () => {
    const world = new TaskWorld({ max_steps: 1 });
    world.broken = true;
    const first = world.tryStep();
    await microtasks();
    expect(world.loads).toBe(1);
    world.advance(100);
    await microtasks();
    expect(world.loads).toBe(2);
    world.broken = false;
    world.advance(100);
    expect(await first).toBe('pass');
  });

  it('does not begin a call its gateway has given up while it waited', async () => {
    const world = new TaskWorld({ max_steps: 1 });
    world.slow = true;
    const ask = world.askOf({});
    const answer = Promise.resolve(world.book.begin('gw-0', ask)).catch((error: unknown) => error);
    world.book.tell('gw-0', [world.toldEnd(world.make('gw-0', ask), { made: false })]);
    world.made.pop();
    await world.answerReads();
    expect(await answer).toMatchObject({ code: 'limits_unavailable' });
    expect(world.book.live(ask)?.reserved).toBe(0n);
  });

  it('reads many new tasks in few queries, and forgets those that are idle', async () => {
    const world = new TaskWorld({ max_steps: 2 });
    world.book = world.newBook(50);
    const steps = Array.from({ length: 100 }, (_, i) => world.step({ task: `t${i}` }));
    for (const call of await Promise.all(steps)) world.end(call);
    expect(world.loads).toBeLessThanOrEqual(2);
    world.land(world.made);
    for (let i = 0; i < 60; i++) await world.stepAndEnd({ task: `u${i}` });
    expect(world.book.size).toBeLessThanOrEqual(61);
    world.land(world.made.slice(100));
    await world.stepAndEnd({ task: 't0' });
    expect(await world.tryStep({ task: 't0' })).toBe('task_limit_reached');
    world.land(world.made.slice(160));
    world.advance(25 * 3_600_000);
    world.book.sweep();
    expect(world.book.size).toBe(0);
  });
});
