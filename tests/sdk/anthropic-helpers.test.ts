import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { anthropicCost } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { recorded, remembering } from './ledger.ts';

let weir: RunningWeir;
let client: Anthropic;
const seen = remembering();
const user = (content: string) => [{ role: 'user' as const, content }];
const HAIKU = { model: 'claude-haiku-4-5', max_tokens: 1_000 } as const;
const place = { provider: 'sandbox-anthropic', operation: 'messages', dialect: 'anthropic' };

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('anthropic-helpers');
  client = new Anthropic({ apiKey: secret, baseURL: weir.gatewayUrl, maxRetries: 0, fetch: seen.fetch });
});
afterAll(async () => {
  await weir?.stop();
});

it('runs tools until the answer is there, each turn a call [22]', async () => {
  seen.all.length = 0;
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
  const runner = client.beta.messages.toolRunner({
    ...HAIKU,
    messages: user('weather in Oslo'),
    tools: [tool],
    stream: true,
  });
  for await (const turn of runner) for await (const _ of turn);
  expect(asked).toHaveLength(1);
  expect(seen.all).toHaveLength(2);
  const first = await recorded(weir, seen.all[0], place);
  expect([first.tool_names, first.finish_reason]).toEqual([['get_weather'], 'tool_use']);
});

it('parses structured output by a schema', async () => {
  const message = await client.messages.parse({
    ...HAIKU,
    messages: user('triage'),
    output_config: {
      format: zodOutputFormat(z.object({ urgent: z.boolean(), team: z.enum(['claims', 'legal']) })),
    },
  });
  expect(['claims', 'legal']).toContain(message.parsed_output?.team);
  await recorded(weir, seen.last(), { ...place, cost: anthropicCost('claude-haiku-4-5', message.usage) });
});

it('forwards beta headers and its version [13]', async () => {
  const message = await client.beta.messages.create({
    ...HAIKU,
    messages: user('hello'),
    betas: ['context-1m-2025-08-07'],
  });
  expect(message.stop_reason).toBe('end_turn');
  await recorded(weir, seen.last(), { ...place, output: message.usage.output_tokens });
});

it('counts tokens as a call is billed, without a charge [16]', async () => {
  const messages = user('How long is this?');
  const { input_tokens } = await client.messages.countTokens({ model: 'claude-haiku-4-5', messages });
  const { usage } = await client.messages.create({ ...HAIKU, messages });
  expect(input_tokens).toBe(usage.input_tokens);
});

it('tells of models, one and all [17]', async () => {
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  expect(ids).toContain('claude-haiku-4-5');
  expect((await client.models.retrieve('claude-haiku-4-5')).type).toBe('model');
});
