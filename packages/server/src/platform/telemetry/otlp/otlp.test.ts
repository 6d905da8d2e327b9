import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { configSchema } from '../../config/schema.ts';
import { silentLogger } from '../../log.ts';
import { callFixture } from '../call.fixture.ts';
import { Collector } from './collector.fixture.ts';
import { type OtlpExporter, openOtlp } from './index.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const AZURE = {
  id: 'azure',
  platform: 'azure',
  baseUrl: 'https://house.openai.azure.com',
  dialect: 'openai',
};

let collector: Collector;
let exporter: OtlpExporter | undefined;
beforeEach(() => {
  collector = new Collector();
});
afterEach(async () => {
  await exporter?.close(100);
  await collector.stop();
});

async function open(settings: Record<string, unknown> = {}, env: Record<string, string> = {}) {
  const endpoint = await collector.start();
  const config = configSchema.parse({ telemetry: { otlp: { endpoint, ...settings } } }).telemetry.otlp;
  exporter = await openOtlp({
    config,
    env,
    clock: systemClock,
    log: silentLogger,
    provider: (id) => (id === 'azure' ? AZURE : undefined),
    version: '0.1.0',
    instance: 'control-1',
  });
  if (exporter === undefined) throw new Error('not opened');
  return exporter;
}

describe.each(['http/json', 'http/protobuf'] as const)('over %s', (protocol) => {
  it('a call is a span of the GenAI conventions, below its caller, above its attempts', async () => {
    const otlp = await open({ protocol });
    otlp.landed([callFixture({ trace_id: TRACE, parent_span_id: PARENT })]);
    await otlp.close(2_000);
    expect(collector.spans).toHaveLength(3);
    const [call, first, second] = collector.spans;
    expect(call).toMatchObject({
      name: 'chat gpt-4o',
      traceId: TRACE,
      parentSpanId: PARENT,
      kind: 3,
      status: 0,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'azure.ai.openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.request.stream': true,
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.response.time_to_first_chunk': 0.25,
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 40,
        'gen_ai.usage.cache_read.input_tokens': 60,
        'gen_ai.usage.reasoning.output_tokens': 8,
        'server.address': 'house.openai.azure.com',
        'weir.cost.total': 0.00065,
        'weir.cost.exact': '0.000650000000',
        'weir.cost.currency': 'USD',
        'weir.cost.estimated': false,
        'weir.tag.team': 'care',
      },
    });
    expect(call?.attributes).not.toHaveProperty('error.type');
    expect((call?.end ?? 0n) - (call?.start ?? 0n)).toBe(1_500_000_000n);
    expect(first).toMatchObject({
      traceId: TRACE,
      parentSpanId: call?.spanId,
      status: 2,
      attributes: { 'error.type': '503', 'weir.attempt.number': 1, 'weir.attempt.superseded_by': 'retry' },
    });
    expect(second).toMatchObject({ parentSpanId: call?.spanId, status: 0 });
    for (const attempt of [first, second]) {
      const names = Object.keys(attempt?.attributes ?? {});
      expect(names.filter((name) => /usage|cost/.test(name))).toEqual([]);
    }
  });

  it('metrics are the histograms of the conventions', async () => {
    const otlp = await open({ protocol, traces: false, usage_counters: true });
    const failed = {
      status: 'upstream_error',
      error_code: 'upstream_timeout',
      usage: {},
      cost: '0',
    } as const;
    otlp.landed([callFixture(), callFixture(), callFixture(failed)]);
    await otlp.close(2_000);
    const metric = (name: string) => collector.metrics.find((one) => one.name === name);
    const points = (name: string) => metric(name)?.points ?? [];
    expect(metric('gen_ai.client.token.usage')?.unit).toBe('{token}');
    expect(points('gen_ai.client.token.usage')).toEqual([
      expect.objectContaining({
        count: 2,
        sum: 200,
        attributes: expect.objectContaining({
          'gen_ai.token.type': 'input',
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'azure.ai.openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.model': 'gpt-4o-2024-08-06',
          'server.address': 'house.openai.azure.com',
        }),
      }),
      expect.objectContaining({
        sum: 80,
        attributes: expect.objectContaining({ 'gen_ai.token.type': 'output' }),
      }),
    ]);
    expect(points('gen_ai.client.operation.duration')).toEqual([
      expect.objectContaining({ count: 2, sum: 3 }),
      expect.objectContaining({
        count: 1,
        attributes: expect.objectContaining({ 'error.type': 'upstream_timeout' }),
      }),
    ]);
    expect(points('gen_ai.client.inference.usage.cache_read.input_tokens')[0]?.sum).toBe(120);
    expect(collector.spans).toEqual([]);
  });
});

describe('a collector', () => {
  it('that is away for a while gets everything once, when it said it would be back', async () => {
    const otlp = await open({ metrics: false, interval_ms: 50 });
    collector.answer = (res, number) => {
      if (number > 1) return true;
      res.writeHead(503, { 'retry-after': '0' }).end();
      return false;
    };
    otlp.landed([callFixture()]);
    await until(() => collector.spans.length === 3);
    await until(() => otlp.status().sent === 3);
    expect(collector.requests).toBe(2);
    expect(otlp.status()).toMatchObject({ queued: 0, dropped: 0 });
    expect(otlp.status()).not.toHaveProperty('last_error');
  });

  it('that stays away costs the oldest spans, which are counted, and nothing waits for it', async () => {
    const otlp = await open({ queue_spans: 30 });
    collector.answer = () => false;
    for (let i = 0; i < 100; i += 1) otlp.landed([callFixture()]);
    expect(otlp.status()).toMatchObject({ queued: 30, dropped: 270 });
    const started = performance.now();
    await otlp.close(100);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(otlp.status().dropped).toBe(300);
  });

  it('that refuses a batch does not get it again', async () => {
    const otlp = await open({ metrics: false });
    collector.answer = (res) => {
      res.writeHead(400).end();
      return false;
    };
    otlp.landed([callFixture()]);
    await otlp.close(1_000);
    expect(collector.requests).toBe(1);
    expect(otlp.status()).toMatchObject({ dropped: 3, last_error: '/v1/traces answered 400' });
  });

  it('is sent headers from the environment', async () => {
    const env = { COLLECTOR: 'authorization=Bearer%20abc,x-scope=prod' };
    const otlp = await open({ headers_env: 'COLLECTOR' }, env);
    otlp.landed([callFixture()]);
    await otlp.close(1_000);
    expect(collector.headers[0]).toMatchObject({ authorization: 'Bearer abc', 'x-scope': 'prod' });
  });
});

it('samples whole traces', async () => {
  const otlp = await open({ sample_percent: 50, metrics: false });
  const low = `${'0'.repeat(23)}1${'0'.repeat(8)}`;
  otlp.landed([callFixture({ trace_id: 'f'.repeat(32) }), callFixture({ trace_id: low })]);
  await otlp.close(1_000);
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([low]));
});

it('begins a trace of its own for a call without one, the same however often it is told', async () => {
  const otlp = await open({ metrics: false });
  otlp.landed([callFixture(), callFixture()]);
  await otlp.close(1_000);
  const ids = collector.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`);
  expect(new Set(ids).size).toBe(3);
  expect(collector.spans[0]).toMatchObject({
    traceId: '01980a443c0070008000000000000001',
    parentSpanId: '',
  });
});

async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!what()) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
