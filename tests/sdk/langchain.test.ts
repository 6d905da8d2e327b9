import { ChatAnthropic } from '@langchain/anthropic';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anthropicCost, openaiCost } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { recorded, remembering } from './ledger.ts';

let weir: RunningWeir;
let key: string;
const seen = remembering();
const Triage = z.object({ urgent: z.boolean(), team: z.enum(['claims', 'legal']) });
const weather = tool(async ({ city }: { city: string }) => `sun in ${city}`, {
  name: 'get_weather',
  description: 'weather',
  schema: z.object({ city: z.string() }),
});

beforeAll(async () => {
  weir = await startWeir();
  key = (await weir.admin.createWorkload('langchain')).secret;
});
afterAll(async () => {
  await weir?.stop();
});

const MODELS: Readonly<Record<string, () => BaseChatModel>> = {
  openai: () =>
    new ChatOpenAI({
      model: 'gpt-4o-mini',
      apiKey: key,
      maxRetries: 0,
      configuration: { baseURL: `${weir.gatewayUrl}/v1`, fetch: seen.fetch },
    }),
  anthropic: () =>
    new ChatAnthropic({
      model: 'claude-haiku-4-5',
      apiKey: key,
      anthropicApiUrl: weir.gatewayUrl,
      maxRetries: 0,
      clientOptions: { fetch: seen.fetch },
    }),
};

describe.each(['openai', 'anthropic'])('LangChain with %s', (dialect) => {
  const model = () => MODELS[dialect]?.() as BaseChatModel;
  const provider = `sandbox-${dialect}`;
  const operation = dialect === 'openai' ? 'chat.completions' : 'messages';
  const costOf = (input: number, output: number) =>
    dialect === 'openai'
      ? openaiCost('gpt-4o-mini', { prompt_tokens: input, completion_tokens: output })
      : anthropicCost('claude-haiku-4-5', { input_tokens: input, output_tokens: output });

  it('invokes and streams, priced exactly', async () => {
    const answer = await model().invoke('Assess the claim.');
    expect(String(answer.content)).toBeTruthy();
    const usage = answer.usage_metadata;
    if (usage === undefined) throw new Error('no usage');
    await recorded(weir, seen.last(), {
      provider,
      operation,
      input: usage.input_tokens,
      output: usage.output_tokens,
      cost: costOf(usage.input_tokens, usage.output_tokens),
    });
    let text = '';
    for await (const chunk of await model().stream('Assess the claim.')) {
      text +=
        typeof chunk.content === 'string'
          ? chunk.content
          : chunk.content.map((part) => (part as { text?: string }).text ?? '').join('');
    }
    expect(text).toBe(String(answer.content));
    const call = await recorded(weir, seen.last(), { provider, operation, output: usage.output_tokens });
    expect([call.stream, call.estimated]).toEqual([true, false]);
  });

  it('binds tools and reads what came of them [22]', async () => {
    const bound = model().bindTools?.([weather]);
    if (bound === undefined) throw new Error('no tools');
    const question = new HumanMessage('weather in Oslo');
    const asked = await bound.invoke([question]);
    const [call] = asked.tool_calls ?? [];
    expect(call?.name).toBe('get_weather');
    const record = await recorded(weir, seen.last(), { provider, operation });
    expect(record.tool_names).toEqual(['get_weather']);
    const result = new ToolMessage({ tool_call_id: call?.id ?? '', content: 'sun' });
    const answered = await bound.invoke([question, asked, result]);
    expect(answered.tool_calls ?? []).toEqual([]);
    expect(answered.content).toBeTruthy();
  });

  it('gives structured output', async () => {
    const triage = await model().withStructuredOutput(Triage).invoke('triage');
    expect(['claims', 'legal']).toContain(triage.team);
  });
});

it('embeds with LangChain', async () => {
  const embeddings = new OpenAIEmbeddings({
    model: 'text-embedding-3-small',
    apiKey: key,
    dimensions: 64,
    configuration: { baseURL: `${weir.gatewayUrl}/v1`, fetch: seen.fetch },
  });
  expect((await embeddings.embedDocuments(['a', 'b'])).map((vector) => vector.length)).toEqual([64, 64]);
  await recorded(weir, seen.last(), { provider: 'sandbox-openai', operation: 'embeddings' });
});
