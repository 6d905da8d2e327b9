import { describe, expect, it } from 'vitest';
import type { AttributeValue } from './span.ts';
import { KEY, receiverOver, spanOf, TraceLedger } from './traces.fixture.ts';

async function callOf(attributes: Record<string, AttributeValue>, scope = 'test') {
  const ledger = new TraceLedger();
  const received = await receiverOver(ledger).receive([spanOf(attributes, { scope })], KEY);
  expect(received.message).toBe('');
  return ledger.rows[0];
}

/** Attributes as the instrumentations set them, and what they come to. */
const SHAPES: readonly [
  string,
  Record<string, AttributeValue>,
  Record<string, unknown>,
  Record<string, number>,
][] = [
  [
    'OpenTelemetry, before the provider name',
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'az.ai.openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.prompt_tokens': 100,
      'gen_ai.usage.completion_tokens': 10,
    },
    { provider: 'azure', model: 'gpt-4o' },
    { input_tokens: 100, output_tokens: 10 },
  ],
  [
    'OpenTelemetry, embeddings',
    {
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'text-embedding-3-small',
      'gen_ai.usage.input_tokens': 8,
    },
    { operation: 'embeddings' },
    { input_tokens: 8 },
  ],
  [
    'OpenLLMetry, Anthropic with caching',
    {
      'llm.request.type': 'completion',
      'gen_ai.system': 'Anthropic',
      'gen_ai.request.model': 'claude-sonnet-4-20250514',
      'gen_ai.response.model': 'claude-sonnet-4-20250514',
      'gen_ai.usage.prompt_tokens': 1_200,
      'gen_ai.usage.completion_tokens': 50,
      'llm.usage.total_tokens': 1_250,
      'gen_ai.usage.cache_read_input_tokens': 1_000,
      'gen_ai.usage.cache_creation_input_tokens': 100,
    },
    { provider: 'anthropic', dialect: 'anthropic' },
    { input_tokens: 1_200, cache_read_tokens: 1_000, cache_write_tokens: 100, output_tokens: 50 },
  ],
  [
    'OpenLLMetry, its first names, and a total in place of the output',
    {
      'llm.request.type': 'chat',
      'llm.vendor': 'OpenAI',
      'llm.request.model': 'gpt-4o',
      'llm.usage.prompt_tokens': '100',
      'llm.usage.total_tokens': 110,
    },
    { provider: 'openai' },
    { input_tokens: 100, output_tokens: 10 },
  ],
  [
    'OpenLIT, with details and cost',
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'o3',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 60,
      'gen_ai.usage.completion_tokens_details.reasoning': 50,
      'gen_ai.usage.prompt_tokens_details.cache_read': 20,
      'gen_ai.usage.cost': 0.001,
    },
    { provider: 'openai' },
    { input_tokens: 100, cache_read_tokens: 20, output_tokens: 60, output_reasoning_tokens: 50 },
  ],
  [
    'OpenInference',
    {
      'openinference.span.kind': 'LLM',
      'llm.provider': 'google',
      'llm.model_name': 'gemini-2.5-flash',
      'llm.token_count.prompt': 100,
      'llm.token_count.completion': 60,
      'llm.token_count.total': 160,
      'llm.token_count.prompt_details.cache_read': 20,
      'llm.token_count.completion_details.reasoning': 50,
      'llm.cost.total': 0.01,
    },
    { provider: 'google', dialect: 'gemini' },
    { input_tokens: 100, cache_read_tokens: 20, output_tokens: 60, output_reasoning_tokens: 50 },
  ],
  [
    'Sentry',
    {
      'sentry.op': 'gen_ai.chat',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.input_tokens.cached': 30,
      'gen_ai.usage.output_tokens': 10,
    },
    { provider: 'openai' },
    { input_tokens: 100, cache_read_tokens: 30, output_tokens: 10 },
  ],
  [
    'Pydantic AI, details of the provider',
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      'gen_ai.usage.details.cached_tokens': 30,
      'gen_ai.usage.details.reasoning_tokens': 5,
    },
    {},
    { input_tokens: 100, cache_read_tokens: 30, output_tokens: 10, output_reasoning_tokens: 5 },
  ],
  [
    'parts beside their whole',
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.system': 'aws.bedrock',
      'gen_ai.request.model': 'anthropic.claude-sonnet-4-20250514-v1:0',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      'gen_ai.usage.cache_read_input_tokens': 900,
    },
    { provider: 'bedrock' },
    { input_tokens: 1_000, cache_read_tokens: 900, output_tokens: 10 },
  ],
  [
    'a gateway that is no provider itself',
    {
      'ai.operationId': 'ai.generateText.doGenerate',
      'gen_ai.system': 'gateway',
      'gen_ai.request.model': 'anthropic/claude-sonnet-4-20250514',
      'ai.usage.inputTokens': 100,
      'ai.usage.outputTokens': 10,
    },
    { provider: 'anthropic', requested_model: 'claude-sonnet-4-20250514' },
    { input_tokens: 100, output_tokens: 10 },
  ],
];

describe('usage in the words of', () => {
  it.each(SHAPES)('%s', async (_, attributes, fact, usage) => {
    const call = await callOf(attributes);
    expect(call?.usage).toEqual(usage);
    expect(call).toMatchObject(fact);
    expect(call?.priced).toBe(true);
  });

  it('the AI SDK 5, which counts cached tokens of Anthropic beside the input', async () => {
    const call = await callOf(
      {
        'ai.operationId': 'ai.streamText.doStream',
        'ai.model.provider': 'anthropic.messages',
        'ai.model.id': 'claude-sonnet-4-20250514',
        'ai.usage.inputTokens': 1_000,
        'ai.usage.outputTokens': 10,
        'ai.usage.cachedInputTokens': 400,
        'ai.response.providerMetadata': '{"anthropic":{"cacheCreationInputTokens":100}}',
      },
      'ai',
    );
    expect(call?.usage).toEqual({
      input_tokens: 1_500,
      cache_read_tokens: 400,
      cache_write_tokens: 100,
      output_tokens: 10,
    });
    expect(call?.stream).toBe(true);
  });
});

it('never charges what only groups calls, by any convention', async () => {
  const ledger = new TraceLedger();
  const usage = {
    'gen_ai.system': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 5,
  };
  const groups: Record<string, AttributeValue>[] = [
    { 'gen_ai.operation.name': 'invoke_agent' },
    { 'gen_ai.operation.name': 'agent_step' },
    { 'openinference.span.kind': 'AGENT' },
    { 'openinference.span.kind': 'CHAIN' },
    { 'traceloop.span.kind': 'workflow' },
    { 'sentry.op': 'gen_ai.invoke_agent' },
    { 'ai.operationId': 'ai.generateText' },
    { 'ai.operationId': 'ai.embedMany' },
  ];
  const spans = groups.map((group) => spanOf({ ...usage, ...group }));
  expect(await receiverOver(ledger).receive(spans, KEY)).toMatchObject({ calls: 0, repeats: groups.length });
});
