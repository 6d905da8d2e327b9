import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { SANDBOXES } from './ledger.ts';

let weir: RunningWeir;
let client: Anthropic;

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('anthropic-threads', { approved_models: SANDBOXES });
  client = new Anthropic({ apiKey: secret, baseURL: weir.gatewayUrl, maxRetries: 0 });
});
afterAll(async () => {
  await weir?.stop();
});

it.each(['claude-haiku-4-5', 'gpt-4o-mini', 'gemini-2.5-flash'])(
  'the tool runner works as it comes, which is with message threads where there are any: %s',
  async (model) => {
    const asked: string[] = [];
    const tool = betaZodTool({
      name: 'get_weather',
      description: 'weather',
      inputSchema: z.object({ city: z.string() }),
      run: ({ city }) => {
        asked.push(city);
        return 'sun';
      },
    });
    const final = await client.beta.messages.toolRunner({
      model,
      max_tokens: 500,
      messages: [{ role: 'user', content: 'weather in Oslo' }],
      tools: [tool],
    });
    expect(asked).toHaveLength(1);
    expect(final.stop_reason).toBe('end_turn');
  },
);
