import Anthropic from '@anthropic-ai/sdk';
import { Decimal } from '@weir/core/money';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROVIDER_SECRET, SECRET } from '../../../gateway/testing/state.ts';
import { platformOf } from '../../../providers/platforms/index.ts';
import { createProviderApi } from './provider-api.ts';
import { OTHER_SECRET, startWorld, type World } from './testing.ts';

let world: World;
let openai: OpenAI;
let anthropic: Anthropic;
beforeAll(async () => {
  world = await startWorld();
  openai = new OpenAI({ apiKey: SECRET, baseURL: `${world.harness.url}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: SECRET, baseURL: world.harness.url, maxRetries: 0 });
});
afterAll(() => world.stop());

const line = (custom_id: string, content: string, model = 'gpt-4o-mini') => ({
  custom_id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model, max_tokens: 50, messages: [{ role: 'user', content }] },
});

async function makeBatch(...lines: object[]) {
  const text = lines.map((one) => JSON.stringify(one)).join('\n');
  const file = await openai.files.create({
    file: await toFile(Buffer.from(text), 'in.jsonl'),
    purpose: 'batch',
  });
  return openai.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    metadata: { task: 'nightly' },
  });
}

async function record(id: string) {
  const [found] = (await world.registry.resources.find('support-bot', [id])).own;
  if (found === undefined) throw new Error(`${id} is not known`);
  return found;
}

/** The sandbox moves a batch one step at each look, so that three looks of control see it end. */
async function settleFully(id: string): Promise<void> {
  const known = await record(id);
  for (let i = 0; i < 5; i++) if (await world.settler.settle(known)) return;
  throw new Error('does not end');
}

const callsOf = (parent: string) => world.ledger.calls.filter((call) => call.parent_call === parent);

it('charges a batch of OpenAI once, at half the price of each answer, whoever sees the result first', async () => {
  const made = await makeBatch(line('a', 'hello'), line('b', 'again'), line('c', 'oh [[sandbox:500]]'));
  const { call_id, batch } = await record(made.id);
  expect(BigInt(batch?.held_pico ?? 0)).toBeGreaterThan(0n);
  const creation = world.harness.spool.ends.find((call) => call.call_id === call_id);
  expect(creation).toMatchObject({ operation: 'batches.create', charges: [], tags: { task: 'nightly' } });
  let seen = await openai.batches.retrieve(made.id);
  while (seen.status !== 'completed') seen = await openai.batches.retrieve(made.id);
  const known = await record(made.id);
  // poller, client and a second control at once
  await Promise.all([
    world.settler.settle(known),
    world.settler.settle(known),
    openai.batches.retrieve(made.id),
  ]);
  await world.harness.until(() => callsOf(call_id).length > 0);
  await world.settler.settle(known);
  const [charged, ...more] = callsOf(call_id);
  expect(more).toEqual([]);
  const output = await (await openai.files.content(seen.output_file_id ?? '')).text();
  const usages = output
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text).response.body.usage);
  const input = usages.reduce((sum, usage) => sum + usage.prompt_tokens, 0);
  const cached = usages.reduce((sum, usage) => sum + usage.prompt_tokens_details.cached_tokens, 0);
  const told = usages.reduce((sum, usage) => sum + usage.completion_tokens, 0);
  expect(cached).toBe(0);
  // gpt-4o-mini: $0.15 and $0.60 per million, half of it in a batch
  const cost = Decimal.from('0.000000075')
    .multiply(Decimal.from(input))
    .add(Decimal.from('0.0000003').multiply(Decimal.from(told)));
  expect(charged).toMatchObject({
    operation: 'batches',
    cost: cost.toFixed(12),
    estimated: false,
    priced: true,
    usage: { input_tokens: input, output_tokens: told },
    tags: { task: 'nightly', workload: 'support-bot' },
    key: 'key_1',
  });
  expect(charged?.charges.every(({ price_ref }) => price_ref.includes('batch'))).toBe(true);
  expect((await world.registry.resources.heldSince(new Date(0))).get('support-bot') ?? 0n).toBe(0n);
});

it('charges a message batch of Anthropic for what succeeded, and before it can be deleted', async () => {
  const made = await anthropic.messages.batches.create({
    requests: ['hi', '[[sandbox:529]]'].map((content, i) => ({
      custom_id: `r${i}`,
      params: { model: 'claude-haiku-4-5', max_tokens: 50, messages: [{ role: 'user', content }] },
    })),
  });
  const { call_id } = await record(made.id);
  let seen = await anthropic.messages.batches.retrieve(made.id);
  while (seen.processing_status !== 'ended') seen = await anthropic.messages.batches.retrieve(made.id);
  await anthropic.messages.batches.delete(made.id);
  const [charged, ...more] = callsOf(call_id);
  expect(more).toEqual([]);
  // Haiku 4.5: $1 and $5 per million, half of it in a batch
  const { input_tokens: input = 0, output_tokens: output = 0 } = charged?.usage ?? {};
  expect(charged?.cost).toBe(
    Decimal.from('0.0000005')
      .multiply(Decimal.from(input))
      .add(Decimal.from('0.0000025').multiply(Decimal.from(output)))
      .toFixed(12),
  );
  expect(input).toBeGreaterThan(0);
});

it('survives being killed between reading the result and writing it down, and after that', async () => {
  const made = await makeBatch(line('a', 'hello'));
  const known = await record(made.id);
  const { resources } = world.registry;
  const dying = world.settlerWith({
    ledger: {
      existing: (ids) => world.ledger.existing(ids),
      append: async () => {
        throw new Error('killed before the append');
      },
    },
  });
  await expect(
    (async () => {
      while (!(await dying.settle(known)));
    })(),
  ).rejects.toThrow('killed');
  expect(callsOf(known.call_id)).toEqual([]);
  const dyingLater = world.settlerWith({
    resources: {
      ...resources,
      settled: async () => {
        throw new Error('killed after the append');
      },
    },
  });
  await expect(dyingLater.settle(known)).rejects.toThrow('killed after');
  expect(callsOf(known.call_id)).toHaveLength(1);
  await settleFully(made.id);
  expect(callsOf(known.call_id)).toHaveLength(1);
  expect(await resources.isSettled('support-bot', made.id)).toBe(true);
});

it('charges two settlers that share nothing but the ledger once', async () => {
  const made = await makeBatch(line('a', 'hello'), line('b', 'hi', 'gpt-4o'));
  const known = await record(made.id);
  const exclusive = async <T>(work: () => Promise<T>) => work();
  const other = world.settlerWith({ exclusive });
  while (!(await other.settle(known)));
  await Promise.all([world.settler.settle(known), other.settle(known)]);
  const calls = callsOf(known.call_id);
  expect(calls.map(({ model }) => model).sort()).toEqual(['gpt-4o-2024-08-06', 'gpt-4o-mini-2024-07-18']);
});

it('charges an estimate when results are gone, and nothing for a batch that failed', async () => {
  const made = await makeBatch(line('a', 'hello'));
  const known = await record(made.id);
  const api = createProviderApi({
    platforms: platformOf,
    env: { PROVIDER_KEY: PROVIDER_SECRET },
    now: Date.now,
  });
  const blind = world.settlerWith({
    api: {
      bytes: async () => undefined,
      object: async (provider, path) => {
        const batch = await api.object(provider, path);
        delete batch?.['usage'];
        return batch;
      },
    },
  });
  while (!(await blind.settle(known)));
  const [charged] = callsOf(known.call_id);
  expect(charged).toMatchObject({ estimated: true });
  expect(charged?.charges[0]?.estimate_reason).toBe('usage_missing');
  const failing = await makeBatch({ nonsense: true });
  await settleFully(failing.id);
  expect(callsOf((await record(failing.id)).call_id)).toEqual([]);
});

it('keeps batches and files from other workloads, in lists, too', async () => {
  const made = await makeBatch(line('a', 'hello'));
  const other = new OpenAI({ apiKey: OTHER_SECRET, baseURL: `${world.harness.url}/v1`, maxRetries: 0 });
  await expect(other.batches.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  await expect(other.files.content(made.input_file_id)).rejects.toMatchObject({ status: 404 });
  await expect(
    other.batches.create({
      input_file_id: made.input_file_id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    }),
  ).rejects.toMatchObject({ status: 404 });
  expect((await other.batches.list()).data).toEqual([]);
  expect((await openai.batches.list()).data.map(({ id }) => id)).toContain(made.id);
  expect((await other.files.list()).data).toEqual([]);
  expect((await openai.batches.cancel(made.id)).status).toBe('cancelling');
});

it('makes no batch when the budget cannot bear its worst case', async () => {
  const text = JSON.stringify(line('a', 'hello'));
  const file = await openai.files.create({
    file: await toFile(Buffer.from(text), 'x.jsonl'),
    purpose: 'batch',
  });
  world.harness.budgets.limit = world.harness.budgets.settled;
  const making = openai.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  await expect(making).rejects.toMatchObject({ status: 402 });
  world.harness.budgets.limit = undefined;
});

it('charges the worst case when the batch is made and control cannot be told, and leaves one record', async () => {
  const text = JSON.stringify(line('a', 'hello'));
  const file = await openai.files.create({
    file: await toFile(Buffer.from(text), 'y.jsonl'),
    purpose: 'batch',
  });
  const { registry, harness } = world;
  const before = harness.spool.ends.length;
  const real = registry.resources.remember;
  registry.resources.remember = () => Promise.reject(new Error('control is gone'));
  const making = openai.batches.create({
    input_file_id: file.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  await expect(making).rejects.toMatchObject({ status: 503 });
  registry.resources.remember = real;
  const [call, ...more] = harness.spool.ends.slice(before);
  expect(more).toEqual([]);
  expect(call).toMatchObject({ operation: 'batches.create', status: 'ok', estimated: true });
  expect(call?.cost).toBe(call?.reserved_cost);
  expect(harness.budgets.open).toBe(0);
}, 20_000);
