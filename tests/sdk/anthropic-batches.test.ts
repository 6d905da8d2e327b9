import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let client: Anthropic;
const user = (content: string) => [{ role: 'user' as const, content }];
const HAIKU = { model: 'claude-haiku-4-5', max_tokens: 1_000 } as const;

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('anthropic-batches');
  client = new Anthropic({ apiKey: secret, baseURL: weir.gatewayUrl, maxRetries: 0 });
});
afterAll(async () => {
  await weir?.stop();
});

describe('batches', () => {
  it('are worked off, read, and charged once at half the price [21]', async () => {
    const request = (custom_id: string) => ({
      custom_id,
      params: { ...HAIKU, messages: user(`Claim ${custom_id}`) },
    });
    const batch = await client.messages.batches.create({ requests: [request('a'), request('b')] });
    await waitFor('the batch', 20_000, async () => {
      const { processing_status } = await client.messages.batches.retrieve(batch.id);
      return processing_status === 'ended' ? true : undefined;
    });
    let input = 0;
    let output = 0;
    for (let times = 0; times < 2; times += 1) {
      input = 0;
      output = 0;
      for await (const { result } of await client.messages.batches.results(batch.id)) {
        if (result.type !== 'succeeded') throw new Error(result.type);
        input += result.message.usage.input_tokens;
        output += result.message.usage.output_tokens;
      }
    }
    expect(output).toBeGreaterThan(0);
    // half of $1 and $5 per million; the two lines, the calls before them not counted
    const expected = (input * 0.5 + output * 2.5) / 1e6;
    const spent = await waitFor('the charge of the batch', 20_000, async () => {
      const calls = await weir.admin.calls('anthropic-batches', 1);
      const cost = calls
        .filter(({ operation }) => operation !== 'messages')
        .reduce((sum, call) => sum + Number(call.cost), 0);
      return cost > 0 ? cost : undefined;
    });
    expect(spent).toBeCloseTo(expected, 12);
  });
});
