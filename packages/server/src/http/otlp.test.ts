import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { MockLanguageModelV3, simulateReadableStream } from 'ai/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHAT, receiverOver, TraceLedger } from '../ingest/otlp/traces.fixture.ts';
import { createHarness, type Harness } from './testing.ts';

const ledger = new TraceLedger();
let h: Harness;
let server: Server;
let url = '';
beforeAll(async () => {
  const receiver = receiverOver(ledger, {
    rules: () => h.deps.registry.compile(),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
  });
  h = await createHarness({ otlp: { receiver, landed: () => {} } });
  server = serve({ fetch: h.app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/otlp/v1/traces`;
});
beforeEach(() => {
  ledger.rows.length = 0;
  ledger.down = false;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await h.close();
});

const CALL = [
  { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
  { key: 'gen_ai.provider.name', value: { stringValue: 'openai' } },
  { key: 'gen_ai.request.model', value: { stringValue: 'gpt-4o' } },
  { key: 'gen_ai.usage.input_tokens', value: { intValue: '100' } },
];

function body(spans: Record<string, unknown>[] = [{}]) {
  const now = BigInt(Date.now()) * 1_000_000n;
  const made = spans.map((more, i) => ({
    traceId: '5B8EFFF798038103D269B633813FC60C',
    spanId: (i + 1).toString(16).padStart(16, 'e'),
    name: 'chat',
    startTimeUnixNano: String(now - 1_000_000_000n),
    endTimeUnixNano: String(now),
    attributes: CALL,
    ...more,
  }));
  return JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans: made }] }] });
}

function post(
  content: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${h.sandboxKey}`, 'content-type': 'application/json', ...headers },
    body: content,
  });
}

const headers = () => ({ authorization: `Bearer ${h.sandboxKey}` });

describe('OTLP/HTTP of real exporters', () => {
  it.each([
    ['protobuf', () => new ProtoExporter({ url, headers: headers() })],
    ['protobuf in gzip', () => new ProtoExporter({ url, headers: headers(), compression: 'gzip' as never })],
    ['JSON', () => new JsonExporter({ url, headers: headers() })],
    ['JSON in gzip', () => new JsonExporter({ url, headers: headers(), compression: 'gzip' as never })],
  ])('%s', async (_, exporter: () => SpanExporter) => {
    const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter())] });
    const tracer = provider.getTracer('app');
    const root = tracer.startSpan('invoke_agent', {
      attributes: { ...attributes(), 'gen_ai.operation.name': 'invoke_agent' },
    });
    const inside = trace.setSpan(context.active(), root);
    tracer.startSpan('chat gpt-4o', { attributes: attributes() }, inside).end();
    const failing = tracer.startSpan(
      'chat gpt-4o',
      { attributes: { ...attributes(), 'gen_ai.usage.output_tokens': 0 } },
      inside,
    );
    failing.setStatus({ code: SpanStatusCode.ERROR, message: 'overloaded' });
    failing.end();
    root.end();
    await provider.forceFlush();
    await provider.shutdown();
    expect(ledger.rows.map(({ status, usage }) => [status, usage])).toEqual([
      ['ok', { input_tokens: 100, output_tokens: 10 }],
      ['upstream_error', { input_tokens: 100, output_tokens: 0 }],
    ]);
    expect(ledger.rows[0]).toMatchObject({
      source: 'otlp',
      trace_id: root.spanContext().traceId,
      cost: '0.000350000000',
    });
  });

  function attributes() {
    return { ...CHAT, 'gen_ai.response.finish_reasons': ['stop'] } as Record<
      string,
      string | number | string[]
    >;
  }
});

describe('telemetry of the AI SDK', () => {
  const usage = {
    inputTokens: { total: 100, noCache: 60, cacheRead: 40, cacheWrite: 0 },
    outputTokens: { total: 10, text: 10, reasoning: 0 },
  };
  const finish = { unified: 'stop' as const, raw: 'stop' };

  async function traced(
    run: (tracer: ReturnType<BasicTracerProvider['getTracer']>) => PromiseLike<unknown>,
  ): Promise<void> {
    const provider = new BasicTracerProvider({
      spanProcessors: [new BatchSpanProcessor(new ProtoExporter({ url, headers: headers() }))],
    });
    await run(provider.getTracer('ai'));
    await provider.forceFlush();
    await provider.shutdown();
  }

  it('charges the calls of generateText once each, tools between them or not', async () => {
    let step = 0;
    const model = new MockLanguageModelV3({
      provider: 'openai.chat',
      modelId: 'gpt-4o',
      doGenerate: async () => {
        step += 1;
        return step === 1
          ? {
              content: [{ type: 'tool-call', toolCallId: 't1', toolName: 'look', input: '{}' }],
              finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
              usage,
              warnings: [],
            }
          : { content: [{ type: 'text', text: 'done' }], finishReason: finish, usage, warnings: [] };
      },
    });
    await traced((tracer) =>
      generateText({
        model,
        prompt: 'hello',
        tools: { look: tool({ inputSchema: z.object({}), execute: async () => 'seen' }) },
        stopWhen: stepCountIs(3),
        experimental_telemetry: { isEnabled: true, tracer, metadata: { userId: 'u-9' } },
      }),
    );
    expect(ledger.rows).toHaveLength(2);
    expect(ledger.rows[0]).toMatchObject({
      provider: 'openai',
      model: 'gpt-4o',
      operation: 'ai.generatetext.dogenerate',
      usage: { input_tokens: 100, cache_read_tokens: 40, output_tokens: 10 },
      tags: { user: 'u-9' },
    });
    expect(ledger.cost()).toBe(0.0006);
  });

  it('charges streamText once', async () => {
    const model = new MockLanguageModelV3({
      provider: 'anthropic.messages',
      modelId: 'claude-sonnet-4-20250514',
      doStream: async () => ({
        stream: simulateReadableStream({
          chunks: [
            { type: 'text-start', id: '1' },
            { type: 'text-delta', id: '1', delta: 'hi' },
            { type: 'text-end', id: '1' },
            { type: 'finish', finishReason: finish, usage },
          ],
        }),
      }),
    });
    await traced((tracer) =>
      streamText({
        model,
        prompt: 'hello',
        experimental_telemetry: { isEnabled: true, tracer },
      }).consumeStream(),
    );
    expect(ledger.rows).toHaveLength(1);
    expect(ledger.rows[0]).toMatchObject({
      provider: 'anthropic',
      stream: true,
      usage: { input_tokens: 100, cache_read_tokens: 40 },
    });
  });
});

describe('POST /otlp/v1/traces', () => {
  it('takes hex ids and 64-bit integers as text, and answers an empty success', async () => {
    const response = await post(body());
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({});
    expect(ledger.rows[0]).toMatchObject({
      trace_id: '5b8efff798038103d269b633813fc60c',
      usage: { input_tokens: 100 },
    });
  });

  it('tells what it rejected, and why, as a partial success', async () => {
    const response = await post(body([{}, { spanId: '00' }, { endTimeUnixNano: '1' }]));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      partialSuccess: { rejectedSpans: '2', errorMessage: expect.stringContaining('spanId is not 8 bytes') },
    });
    expect(ledger.rows).toHaveLength(1);
  });

  it('answers bodies that are none with a Status that says what is wrong', async () => {
    const json = await post('{"resourceSpans":{}}');
    expect(json.status).toBe(400);
    expect(await json.json()).toMatchObject({
      code: 3,
      message: expect.stringContaining('resourceSpans is not a list'),
    });
    const proto = await post(new Uint8Array([10, 200, 1, 5]), { 'content-type': 'application/x-protobuf' });
    expect(proto.status).toBe(400);
    expect(proto.headers.get('content-type')).toBe('application/x-protobuf');
    expect(Buffer.from(await proto.arrayBuffer()).toString()).toContain('longer than what contains it');
    expect((await post('x', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await post('x', { 'content-encoding': 'br' })).status).toBe(400);
    expect((await post('x', { 'content-type': 'text/plain' })).status).toBe(400);
  });

  it('refuses bodies that are too large, packed or not', async () => {
    expect(
      (await post(gzipSync(Buffer.alloc(70 * 1024 * 1024)), { 'content-encoding': 'gzip' })).status,
    ).toBe(413);
    expect((await post(Buffer.alloc(17 * 1024 * 1024))).status).toBe(413);
  });

  it('wants a key that is known and in force, or an admin token', async () => {
    const status = async (given: Record<string, string>) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...given },
        body: body(),
      });
      return response.status;
    };
    expect(await status({})).toBe(401);
    expect(await status({ authorization: 'Bearer guess' })).toBe(401);
    expect(await status({ 'x-api-key': h.sandboxKey })).toBe(200);
    expect(await status({ authorization: `Bearer ${h.adminToken}` })).toBe(200);
    expect(ledger.rows[0]?.tags['workload']).toBeDefined();
  });

  it('asks to come again while the ledger is down, and loses nothing', async () => {
    ledger.down = true;
    const content = body();
    const refused = await post(content);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    ledger.down = false;
    expect((await post(content)).status).toBe(200);
    expect(ledger.rows).toHaveLength(1);
  });
});
