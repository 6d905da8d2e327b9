import { EventStreamCodec } from '@smithy/eventstream-codec';
import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const user = (content: string) => [{ role: 'user' as const, content }];

function post(path: string, headers: Record<string, string>, body: unknown): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

describe('Azure', () => {
  const azure = () =>
    new AzureOpenAI({
      apiKey: 'k',
      endpoint: `${sandbox.url}/azure`,
      apiVersion: '2024-10-21',
      deployment: 'prod-gpt-4o-mini',
      maxRetries: 0,
    });

  it('answers a deployment, unary and as a stream that begins with the filter', async () => {
    const ask = { model: 'ignored', messages: user('hello') };
    const unary = await azure().chat.completions.create(ask);
    expect(unary.model).toBe('gpt-4o-mini-2024-07-18');
    const chunks = [];
    for await (const chunk of await azure().chat.completions.create({ ...ask, stream: true })) {
      chunks.push(chunk);
    }
    expect(chunks[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(text).toBe(unary.choices[0]?.message.content);
  });

  it('has its own errors: no version, no key, no such deployment', async () => {
    const path = '/azure/openai/deployments/gpt-4o/chat/completions';
    const body = { messages: user('hello') };
    const bare = await post(path, { 'api-key': 'k' }, body);
    expect([bare.status, await bare.json()]).toEqual([
      404,
      { error: { code: '404', message: 'Resource not found' } },
    ]);
    expect((await post(`${path}?api-version=1`, {}, body)).status).toBe(401);
    const unknown = path.replace('gpt-4o', 'nobody');
    const missing = await post(`${unknown}?api-version=1`, { 'api-key': 'k' }, body);
    expect(await missing.json()).toMatchObject({ error: { code: 'DeploymentNotFound' } });
    const v1 = await post(
      '/azure/openai/v1/chat/completions',
      { 'api-key': 'k' },
      { ...body, model: 'gpt-4o' },
    );
    expect(v1.status).toBe(200);
  });
});

describe('Bedrock', () => {
  const CLAUDE = encodeURIComponent('us.anthropic.claude-haiku-4-5-20251001-v1:0');
  const SIGNED = {
    authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261122/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
  };
  const codec = new EventStreamCodec(
    (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
    (text) => Buffer.from(text, 'utf8'),
  );

  async function messagesOf(response: Response) {
    expect(response.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
    const bytes = Buffer.from(await response.arrayBuffer());
    const messages = [];
    for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
      const { headers, body } = codec.decode(bytes.subarray(at, at + bytes.readUInt32BE(at)));
      messages.push({
        type: String((headers[':event-type'] ?? headers[':exception-type'])?.value),
        body: JSON.parse(Buffer.from(body).toString('utf8')),
      });
    }
    return messages;
  }

  const invocation = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 60, messages: user('hello') };
  const conversation = { messages: [{ role: 'user', content: [{ text: 'hello' }] }] };

  it('invokes Claude in its own dialect, streamed in AWS framing with what was metered', async () => {
    const unary = await post(`/bedrock/model/${CLAUDE}/invoke`, SIGNED, invocation);
    const message = (await unary.json()) as { content: { text: string }[]; usage: { output_tokens: number } };
    const streamed = await messagesOf(
      await post(`/bedrock/model/${CLAUDE}/invoke-with-response-stream`, SIGNED, invocation),
    );
    const events = streamed.map(({ body }) => JSON.parse(Buffer.from(body.bytes, 'base64').toString('utf8')));
    expect(events.map((event) => event.delta?.text ?? '').join('')).toBe(message.content[0]?.text);
    expect(events.at(-1)).toMatchObject({
      type: 'message_stop',
      'amazon-bedrock-invocationMetrics': { outputTokenCount: message.usage.output_tokens },
    });
  });

  it('converses with any model, with tools', async () => {
    const path = `/bedrock/model/${encodeURIComponent('amazon.nova-lite-v1:0')}/converse`;
    const unary = (await (await post(path, SIGNED, conversation)).json()) as {
      output: { message: { content: { text: string }[] } };
      usage: { inputTokens: number; outputTokens: number; totalTokens: number };
    };
    const text = unary.output.message.content[0]?.text ?? '';
    expect(unary.usage.outputTokens).toBe(Math.ceil(text.length / 4));
    const streamed = await messagesOf(await post(`${path}-stream`, SIGNED, conversation));
    expect(streamed[0]).toEqual({ type: 'messageStart', body: { role: 'assistant' } });
    expect(streamed.map(({ body }) => body.delta?.text ?? '').join('')).toBe(text);
    expect(streamed.slice(-2)).toMatchObject([
      { type: 'messageStop', body: { stopReason: 'end_turn' } },
      { type: 'metadata', body: { usage: unary.usage } },
    ]);
    const toolConfig = {
      tools: [
        {
          toolSpec: {
            name: 'lookup',
            inputSchema: { json: { type: 'object', properties: { id: { type: 'string' } } } },
          },
        },
      ],
    };
    const called = await messagesOf(await post(`${path}-stream`, SIGNED, { ...conversation, toolConfig }));
    expect(called.find(({ type }) => type === 'contentBlockStart')?.body.start.toolUse.name).toBe('lookup');
    const input = called.map(({ body }) => body.delta?.toolUse?.input ?? '').join('');
    expect(JSON.parse(input)).toHaveProperty('id');
  });

  it('fails in its own way: no signature, throttled, in mid-stream', async () => {
    const path = `/bedrock/model/${CLAUDE}/converse`;
    const unsigned = await post(path, {}, conversation);
    expect([unsigned.status, unsigned.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'UnrecognizedClientException',
    ]);
    expect((await post(path, { authorization: 'Bearer bedrock-key' }, conversation)).status).toBe(200);
    const throttled = await post(path, { ...SIGNED, 'x-sandbox-fault': '429' }, conversation);
    expect([throttled.status, throttled.headers.get('x-amzn-errortype')]).toEqual([
      429,
      'ThrottlingException',
    ]);
    for (const verb of ['converse-stream', 'invoke-with-response-stream']) {
      const broken = await post(
        `/bedrock/model/${CLAUDE}/${verb}`,
        { ...SIGNED, 'x-sandbox-fault': 'error-event after=3' },
        { ...invocation, ...(verb === 'converse-stream' ? conversation : {}) },
      );
      expect((await messagesOf(broken)).at(-1)?.type).toBe('serviceUnavailableException');
    }
  });
});

describe('Vertex', () => {
  const PLACE = '/vertex/v1/projects/p/locations/global/publishers';

  it('gives a token, and answers Gemini and Claude with it', async () => {
    const granted = await fetch(`${sandbox.url}/vertex/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: 'x',
      }),
    });
    const { access_token } = (await granted.json()) as { access_token: string };
    const bearer = { authorization: `Bearer ${access_token}` };
    const contents = { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] };
    const gemini = await post(`${PLACE}/google/models/gemini-2.5-flash:generateContent`, bearer, contents);
    expect(await gemini.json()).toHaveProperty('usageMetadata');
    const ask = { anthropic_version: 'vertex-2023-10-16', max_tokens: 20, messages: user('hello') };
    const claude = `${PLACE}/anthropic/models/claude-haiku-4-5@20251001`;
    expect(await (await post(`${claude}:rawPredict`, bearer, ask)).json()).toMatchObject({
      model: 'claude-haiku-4-5-20251001',
    });
    const stream = await post(`${claude}:streamRawPredict`, bearer, { ...ask, stream: true });
    expect(await stream.text()).toContain('event: message_stop');
    const refused = await post(`${PLACE}/google/models/gemini-2.5-flash:generateContent`, {}, contents);
    expect(await refused.json()).toMatchObject({ error: { status: 'UNAUTHENTICATED' } });
  });
});
