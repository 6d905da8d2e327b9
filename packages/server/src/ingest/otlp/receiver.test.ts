import { beforeEach, describe, expect, it } from 'vitest';
import { callOf } from '../../ledger/testing/facts.ts';
import type { TraceReceiver } from './receiver.ts';
import type { Span } from './span.ts';
import { CHAT, KEY, NOW, receiverOver, spanOf, TRACE, TraceLedger } from './traces.fixture.ts';

let ledger: TraceLedger;
let receiver: TraceReceiver;
beforeEach(() => {
  ledger = new TraceLedger();
  receiver = receiverOver(ledger);
});

const receive = (...spans: Span[]) => receiver.receive(spans, KEY);
const agent = (more: Partial<Span> = {}) =>
  spanOf({ ...CHAT, 'gen_ai.operation.name': 'invoke_agent' }, more);
const unsaid = (more: Partial<Span> = {}) => {
  const { 'gen_ai.operation.name': _, ...rest } = CHAT;
  return spanOf(rest, more);
};

describe('a span becomes a call', () => {
  it('is priced at the price of its time, with the tags of key and workload before its own', async () => {
    const span = spanOf({
      ...CHAT,
      'gen_ai.usage.cache_read.input_tokens': 40,
      'gen_ai.conversation.id': 'conv-7',
      'user.id': 'u-1',
      'weir.team': 'sales',
      'weir.workload': 'other',
      'weir.tag.feature': 'summary',
    });
    expect(await receive(span)).toMatchObject({ accepted: 1, rejected: 0, calls: 1 });
    const [call] = ledger.rows;
    expect(call).toMatchObject({
      source: 'otlp',
      provider: 'openai',
      model: 'gpt-4o',
      requested_model: 'gpt-4o',
      response_model: 'gpt-4o-2024-08-06',
      operation: 'chat',
      key: 'key_1',
      trace_id: TRACE,
      started_at: '2026-11-22T09:00:00.000000Z',
      duration_ms: 1_000,
      status: 'ok',
      attribution: 'complete',
      usage: { input_tokens: 100, cache_read_tokens: 40, output_tokens: 10 },
    });
    expect(call?.tags).toMatchObject({
      workload: 'bot',
      team: 'care',
      application: 'helpdesk',
      environment: 'production',
      task: 'conv-7',
      user: 'u-1',
      feature: 'summary',
      service: 'helpdesk-api',
    });
    // 60 x 2.50 + 40 x 1.25 + 10 x 10 dollars a million
    expect(call?.cost).toBe('0.000300000000');
  });

  it('is priced by the tier that the provider says it served', async () => {
    await receive(spanOf({ ...CHAT, 'gen_ai.openai.response.service_tier': 'priority' }));
    expect(ledger.rows[0]?.charges[0]?.price_ref).toContain('+priority');
  });

  it('tells of errors by the status of the span', async () => {
    const { 'gen_ai.usage.input_tokens': _in, 'gen_ai.usage.output_tokens': _out, ...rest } = CHAT;
    await receive(spanOf({ ...rest, 'error.type': 'rate_limit' }, { statusCode: 2 }));
    expect(ledger.rows[0]).toMatchObject({
      status: 'upstream_error',
      error_code: 'rate_limit',
      cost: '0.000000000000',
    });
  });

  it('lets an admin send for a workload, and marks what belongs to none', async () => {
    await receiver.receive([spanOf({ ...CHAT, 'weir.workload': 'bot' })], { admin: true });
    await receiver.receive([spanOf(CHAT)], { admin: true });
    expect(ledger.rows.map(({ tags, attribution }) => [tags['workload'], attribution])).toEqual([
      ['bot', 'complete'],
      [undefined, 'quarantined'],
    ]);
    const refused = await receiver.receive([spanOf(CHAT)], { admin: true, workload: 'ghost' });
    expect(refused).toMatchObject({
      rejected: 1,
      message: expect.stringContaining('there is no workload "ghost"'),
    });
  });

  it('keeps what the sender says it cost beside its own price, and books it only when told to', async () => {
    await receive(spanOf({ ...CHAT, 'gen_ai.usage.cost': 0.9 }));
    expect(ledger.rows[0]?.cost).toBe('0.000350000000');
    expect(JSON.parse(ledger.rows[0]?.raw_usage ?? '')).toMatchObject({ stated_cost: '0.9' });
    const trusting = receiverOver(ledger, { statedCosts: 'when_unpriced' });
    await trusting.receive(
      [
        spanOf({
          ...CHAT,
          'gen_ai.request.model': 'own-7b',
          'gen_ai.response.model': 'own-7b',
          'gen_ai.provider.name': 'own',
          'gen_ai.usage.cost': 0.9,
        }),
      ],
      KEY,
    );
    expect(ledger.rows[1]).toMatchObject({ cost: '0.900000000000', priced: false, estimated: true });
  });

  it('refuses what cannot be, says which span and why, and takes the rest', async () => {
    const received = await receive(
      spanOf(CHAT),
      spanOf({ ...CHAT, 'gen_ai.usage.input_tokens': -3 }),
      spanOf({ ...CHAT, 'gen_ai.request.model': '', 'gen_ai.response.model': '' }),
      spanOf({ ...CHAT, 'gen_ai.provider.name': '<script>' }),
      spanOf(CHAT, { traceId: 'xyz' }),
      spanOf(CHAT, {
        startNano: BigInt(NOW + 3 * 86_400_000) * 1_000_000n,
        endNano: BigInt(NOW + 4 * 86_400_000) * 1_000_000n,
      }),
      spanOf(CHAT, { endNano: 1n }),
      spanOf({ 'http.request.method': 'GET' }),
    );
    expect(received).toMatchObject({ accepted: 2, rejected: 6, calls: 1 });
    expect(received.message).toContain('gen_ai.usage.input_tokens is -3, not a quantity');
    expect(received.message).toContain('names no model');
  });

  it('refuses more tokens than any call has, which no sum could hold', async () => {
    const received = await receive(
      spanOf({ ...CHAT, 'gen_ai.usage.output_tokens': Number.MAX_SAFE_INTEGER }),
      spanOf(CHAT),
    );
    expect(received).toMatchObject({ rejected: 1, calls: 1 });
    expect(received.message).toContain('output_tokens is 9007199254740991, not a quantity');
  });
});

describe('a call is charged once', () => {
  it('when the same spans come again, in whatever pieces', async () => {
    const [one, two] = [spanOf(CHAT), spanOf(CHAT)];
    await receive(one, two, one);
    expect(await receive(one)).toMatchObject({ calls: 0, duplicates: 1 });
    expect(await receiverOver(ledger).receive([two, one], KEY)).toMatchObject({ calls: 0, duplicates: 2 });
    expect(ledger.cost()).toBe(0.0007);
  });

  it('and not again with the agents and steps above it', async () => {
    const root = agent();
    const step = spanOf(
      { ...CHAT, 'openinference.span.kind': 'CHAIN', 'gen_ai.operation.name': 'x' },
      { parentSpanId: root.spanId },
    );
    const leaf = spanOf(CHAT, { parentSpanId: step.spanId });
    expect(await receive(root, step, leaf)).toMatchObject({ calls: 1, repeats: 2 });
    expect(ledger.cost()).toBe(0.00035);
  });

  it.each([
    ['together', (a: Span, b: Span) => [[a, b]]],
    ['the child first', (a: Span, b: Span) => [[b], [a]]],
    ['the parent first', (a: Span, b: Span) => [[a], [b]]],
    ['the parent first, each twice', (a: Span, b: Span) => [[a], [b], [a], [b, a]]],
  ])('when a span that does not say what it is has a child: %s', async (_, deliveries) => {
    const parent = unsaid({ name: 'run' });
    const child = spanOf(CHAT, { parentSpanId: parent.spanId });
    for (const spans of deliveries(parent, child)) await receive(...spans);
    expect(ledger.cost()).toBe(0.00035);
  });

  it('after a restart between parent and child', async () => {
    const parent = unsaid();
    await receive(parent);
    receiver = receiverOver(ledger);
    expect(await receive(spanOf(CHAT, { parentSpanId: parent.spanId }))).toMatchObject({
      calls: 1,
      takenBack: 1,
    });
    const entry = ledger.rows.find((row) => row.entry !== undefined);
    expect(entry).toMatchObject({
      started_at: '2026-11-22T09:00:00.000000Z',
      cost: '-0.000350000000',
      entry: {
        kind: 'revision',
        calls: 0,
        corrects: ledger.rows[0]?.call_id,
        booked_at: '2026-11-22T10:00:00.000Z',
      },
    });
    expect(entry?.charges[0]).toMatchObject({ quantity: '-100', effective_cost: '-0.000250000000' });
    expect(ledger.cost()).toBe(0.00035);
  });

  it('when spans without usage lie between them, told in a delivery of their own', async () => {
    const root = unsaid();
    const between = spanOf({}, { parentSpanId: root.spanId, name: 'POST' });
    await receive(root);
    await receive(between);
    await receive(spanOf(CHAT, { parentSpanId: between.spanId }));
    expect(ledger.cost()).toBe(0.00035);
  });

  it('but what a tool does below a call is work of its own', async () => {
    const outer = spanOf(CHAT);
    const tool = spanOf({ 'gen_ai.operation.name': 'execute_tool' }, { parentSpanId: outer.spanId });
    const inner = spanOf(CHAT, { parentSpanId: tool.spanId });
    expect(await receive(inner, tool, outer)).toMatchObject({ calls: 2 });
  });

  it('when the gateway carried it and the span says so', async () => {
    expect(await receive(spanOf({ ...CHAT, 'weir.call_id': 'abc' }))).toMatchObject({ calls: 0, gateway: 1 });
    const header = { ...CHAT, 'http.response.header.x-weir-call-id': ['abc'] };
    expect(await receive(spanOf(header))).toMatchObject({ calls: 0, gateway: 1 });
  });

  const carried = () =>
    callOf({ trace_id: TRACE, started_at: '2026-11-22T09:00:00.100Z', ended_at: '2026-11-22T09:00:00.900Z' });

  it('when the gateway carried it within the same trace, whichever is told first', async () => {
    ledger.rows.push(carried());
    expect(await receive(spanOf(CHAT))).toMatchObject({ calls: 0, gateway: 1 });

    ledger.rows.length = 0;
    await receive(spanOf(CHAT));
    ledger.rows.push(carried());
    expect(await receiver.gatewayLanded([carried()])).toBe(1);
    expect(await receiver.gatewayLanded([carried()])).toBe(0);
    expect(ledger.cost()).toBe(Number(carried().cost));
  });

  it('but another call of the trace, at another time or to another model, is charged', async () => {
    ledger.rows.push(carried());
    const start = BigInt(Date.parse('2026-11-22T09:01:00Z')) * 1_000_000n;
    const later = spanOf(CHAT, { startNano: start, endNano: start + 1_000_000_000n });
    const other = spanOf({
      ...CHAT,
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.response.model': 'gpt-4o-mini',
    });
    expect(await receive(later, other)).toMatchObject({ calls: 2, gateway: 0 });
  });

  it('when the ledger fails before or after it took the calls, and all is sent again', async () => {
    const spans = [spanOf(CHAT), spanOf(CHAT)];
    ledger.failures = ['before', 'after'];
    await expect(receive(...spans)).rejects.toThrow();
    await expect(receive(...spans)).rejects.toThrow();
    expect(await receive(...spans)).toMatchObject({ rejected: 0 });
    expect(ledger.rows).toHaveLength(2);
  });

  it('and one that the ledger cannot take is refused alone', async () => {
    ledger.poison = ({ tags }) => tags['user'] === 'bad';
    const received = await receive(spanOf(CHAT), spanOf({ ...CHAT, 'user.id': 'bad' }), spanOf(CHAT));
    expect(received).toMatchObject({ calls: 2, rejected: 1, message: 'poison' });
  });
});
