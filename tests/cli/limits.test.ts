import { budgetSimulation, budgetView, kill, page, rateLimitView, task } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isZero, Limits, sumOfAmounts } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let limits: Limits;
let secret: string;

beforeAll(async () => {
  weir = await startWeir();
  limits = new Limits(weir);
  secret = (await weir.admin.createWorkload('bot', { limits: { tasks: { max_steps: 50 } } })).secret;
});
afterAll(async () => {
  await weir?.stop();
});

const words = (line: string) => line.split(' ');
const json = (line: string) => limits.cliJson<unknown>(words(line));
const run = (line: string) => limits.cli(words(line));

describe('weir budget', () => {
  it('is created, and shows limit, settled, reserved, leased and remaining that add up', async () => {
    const created = budgetView.parse(
      await json(
        'budget create --id bot-day --scope workload=bot --amount 100 --currency USD --period day --mode hard --yellow 70 --red 90',
      ),
    );
    expect(created).toMatchObject({ scope: { workload: 'bot' }, yellow_percent: 70, red_percent: 90 });
    await limits.certain('bot-day');
    for (let i = 0; i < 3; i++) expect((await limits.chat(secret)).status).toBe(200);
    await weir.admin.calls('bot', 3);
    await limits.atRest('bot-day', 'workload=bot');
    const { status } = budgetView.parse(await json('budget show bot-day'));
    if (status === undefined) throw new Error('no status');
    const { limit, settled, reserved, leased, remaining } = status;
    expect(sumOfAmounts([settled, reserved, leased, remaining])).toBe(limit);
    expect(limit).toBe('100.000000000000');
    expect(isZero(settled)).toBe(false);
    const shown = (await run('budget show bot-day')).out;
    for (const name of ['limit', 'settled', 'reserved', 'leased', 'remaining']) {
      expect(shown).toMatch(new RegExp(`^${name} +\\d`, 'm'));
    }
    const listed = page(budgetView).parse(await json('budget list'));
    expect(listed.data.map(({ id }) => id)).toContain('bot-day');
  });

  it('tells what it would have blocked of what was recorded, and creates nothing', async () => {
    const cost = await limits.cost('workload=bot');
    const line = 'budget simulate --scope workload=bot --period day --since 1d --amount';
    const enough = budgetSimulation.parse(await json(`${line} 100`));
    expect(enough).toMatchObject({ blocked_calls: 0, spent: cost });
    const nothing = budgetSimulation.parse(await json(`${line} 0`));
    expect(nothing).toMatchObject({ blocked_calls: enough.calls, blocked_cost: cost });
    expect(nothing.workloads).toMatchObject([{ workload: 'bot', blocked_calls: enough.calls }]);
    expect((await run(`${line} 0`)).out).toContain('bot');
    expect(page(budgetView).parse(await json('budget list')).data).toHaveLength(1);
  });

  it('is changed, lifted and removed, each in force at the gateway', async () => {
    const becomes = (code: string | number) =>
      waitFor(`answer ${code}`, 3_000, async () => {
        const answer = await limits.chat(secret);
        return (answer.code ?? answer.status) === code ? true : undefined;
      });
    await json('budget change bot-day --amount 0');
    await becomes('budget_exhausted');
    await limits.cliJson(words('budget lift bot-day --amount 1 --for 1h').concat('--reason', 'launch day'));
    await becomes(200);
    expect((await limits.status('bot-day')).lifted).toBe('1.000000000000');
    await json('budget change bot-day --mode soft');
    await becomes(200);
    expect((await run('budget delete bot-day')).code).toBe(0);
    expect((await run('budget show bot-day')).code).toBe(3);
  });

  it.each([
    ['budget create --scope workload=bot --amount -1 --period day', 'amount'],
    ['budget create --scope planet=mars --amount 1 --period day', 'planet'],
    ['budget create --scope workload=nobody --amount 1 --period day', 'nobody'],
    ['budget create --scope workload=bot --amount 1 --period fortnight', 'fortnight'],
    ['budget create --scope workload=bot --amount 1 --period day --currency EUR', 'exchange'],
    ['budget create --scope workload=bot --amount 1 --period day --yellow 90 --red 80', 'Yellow'],
    ['budget create --scope workload=bot --amount 1 --period day --mode degrade', 'degrade'],
    ['budget create --scope workload=bot --amount 1 --period fixed', 'starts_at|--from'],
    ['budget create --scope workload=bot --amount 1 --period day --approver a@example.com', 'approv'],
    ['limit create --metric requests --limit 0', '--limit'],
    ['limit create --metric requests --limit 10 --per planet', 'planet'],
    ['kill workload nobody --reason test', 'nobody'],
    ['task show bot nothing', 'nothing'],
  ])('%s is refused with what is wrong', async (line, names) => {
    const { code, out, err } = await run(line);
    expect({ code, out }).toEqual({ code: expect.toBeOneOf([2, 3]), out: '' });
    expect(err).toMatch(new RegExp(names));
  });
});

describe('weir limit, task and kill', () => {
  it('limit is created, listed with how busy it is, changed and removed', async () => {
    const made = rateLimitView.parse(
      await json(
        'limit create --id per-user --scope workload=bot --metric requests --limit 2 --window 600 --per user',
      ),
    );
    expect(made).toMatchObject({ per: 'user', window_seconds: 600, queue_ms: 0 });
    const refused = await waitFor('a refusal', 3_000, async () => {
      const answer = await limits.chat(secret, {}, { 'x-weir-user': 'ann' });
      return answer.status === 429 ? answer : undefined;
    });
    expect(refused.code).toBe('rate_limited');
    await waitFor('the figures', 3_000, async () => {
      const { data } = page(rateLimitView).parse(await json('limit list'));
      return (data[0]?.status?.refused ?? 0) > 0 ? true : undefined;
    });
    await json('limit change per-user --limit 1000');
    await waitFor('the change', 3_000, async () =>
      (await limits.chat(secret, {}, { 'x-weir-user': 'ann' })).status === 200 ? true : undefined,
    );
    expect((await run('limit delete per-user')).code).toBe(0);
  });

  it('task is listed, stopped on the gateway, and resumed', async () => {
    const step = () => limits.chat(secret, {}, { 'x-weir-task': 'ticket/4711 ä' });
    expect((await step()).status).toBe(200);
    const found = await waitFor('the task', 5_000, async () => {
      const { data } = page(task).parse(await json('task list'));
      return data.find((one) => one.task.startsWith('ticket/4711'));
    });
    expect((await limits.cli(['task', 'show', 'bot', found.task])).out).toMatch(/^workload +bot$/m);
    await limits.cliJson(['task', 'stop', 'bot', found.task, '--reason', 'enough']);
    const refused = await waitFor('the refusal', 1_000, async () => {
      const answer = await step();
      return answer.status === 200 ? undefined : answer;
    });
    expect(refused.code).toBe('stopped_by_operator');
    expect(refused.text).toContain('enough');
    const { data } = page(kill).parse(await json('kill list'));
    expect(data).toMatchObject([{ target: 'task', reason: 'enough' }]);
    expect((await limits.cli(['task', 'show', 'bot', found.task])).out).toMatch(/^state +stopped/m);
    await json(`kill end ${data[0]?.id}`);
    await waitFor('the task to go on', 1_000, async () => ((await step()).status === 200 ? true : undefined));
    expect((await run('kill list')).err).toContain('Nothing is stopped');
  });
});
