import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let client: OpenAI;

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('openai-batches');
  client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0 });
});
afterAll(async () => {
  await weir?.stop();
});

const line = (id: string) =>
  JSON.stringify({
    custom_id: id,
    method: 'POST',
    url: '/v1/chat/completions',
    body: { model: 'gpt-4o-mini', max_tokens: 40, messages: [{ role: 'user', content: `Claim ${id}` }] },
  });

describe('files and batches', () => {
  it('go up, are worked off, come down, and are charged once at half the price [21]', async () => {
    const file = await client.files.create({
      purpose: 'batch',
      file: await toFile(Buffer.from([line('a'), line('b')].join('\n')), 'batch.jsonl'),
    });
    expect((await client.files.retrieve(file.id)).id).toBe(file.id);
    expect(await (await client.files.content(file.id)).text()).toContain('"custom_id":"a"');
    const batch = await client.batches.create({
      input_file_id: file.id,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    const done = await waitFor('the batch', 20_000, async () => {
      const now = await client.batches.retrieve(batch.id);
      return now.status === 'completed' ? now : undefined;
    });
    const results = await (await client.files.content(done.output_file_id ?? '')).text();
    const usages = results
      .trim()
      .split('\n')
      .map(
        (text) =>
          (JSON.parse(text) as { response: { body: { usage: OpenAI.CompletionUsage } } }).response.body.usage,
      );
    expect(usages).toHaveLength(2);
    // looked at again and again: charged once
    for (let i = 0; i < 3; i += 1) await client.batches.retrieve(batch.id);
    await (await client.files.content(done.output_file_id ?? '')).text();
    const input = usages.reduce((sum, usage) => sum + usage.prompt_tokens, 0);
    const output = usages.reduce((sum, usage) => sum + usage.completion_tokens, 0);
    // half of $0.15 and $0.60 per million
    const expected = (input * 0.075 + output * 0.3) / 1e6;
    const spent = await waitFor('the charge of the batch', 20_000, async () => {
      const calls = await weir.admin.calls('openai-batches', 1);
      const cost = calls.reduce((sum, call) => sum + Number(call.cost), 0);
      return cost > 0 ? cost : undefined;
    });
    expect(spent).toBeCloseTo(expected, 12);
  });

  it('are their workload’s own [18] [21]', async () => {
    const file = await client.files.create({
      purpose: 'batch',
      file: await toFile(Buffer.from(line('c')), 'c.jsonl'),
    });
    const { secret } = await weir.admin.createWorkload('another-batcher');
    const stranger = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0 });
    await expect(stranger.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 });
    await expect(
      stranger.batches.create({
        input_file_id: file.id,
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
      }),
    ).rejects.toMatchObject({ status: 404 });
    const own: string[] = [];
    for await (const { id } of client.files.list()) own.push(id);
    expect(own).toContain(file.id);
    const theirs: string[] = [];
    for await (const { id } of stranger.files.list()) theirs.push(id);
    expect(theirs).not.toContain(file.id);
    await client.files.delete(file.id);
    await expect(client.files.retrieve(file.id)).rejects.toMatchObject({ status: 404 });
  });
});
