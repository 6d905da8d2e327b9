import { EventStreamCodec, type MessageHeaders } from '@smithy/eventstream-codec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireDialect } from '../../contract.ts';
import { EventStreamTransform } from './event-stream.ts';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString()),
  (text) => Buffer.from(text),
);

function message(headers: Record<string, string>, body: unknown): Buffer {
  const typed: MessageHeaders = {};
  for (const [name, value] of Object.entries(headers)) typed[name] = { type: 'string', value };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Buffer.from(codec.encode({ headers: typed, body: Buffer.from(text) }));
}

const event = (type: string, body: unknown) =>
  message({ ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' }, body);
const exception = (type: string, body: unknown) =>
  message({ ':message-type': 'exception', ':exception-type': type }, body);
const invoke = (inner: unknown) =>
  event('chunk', {
    bytes: Buffer.from(typeof inner === 'string' ? inner : JSON.stringify(inner)).toString('base64'),
    p: 'abcdefg',
  });

function through(chunks: readonly Buffer[], dialect?: WireDialect): string {
  const transform = new EventStreamTransform(dialect);
  const out = chunks.map((chunk) => transform.push(chunk)?.toString() ?? '');
  return out.join('') + (transform.end()?.toString() ?? '');
}

const CLAUDE = Buffer.concat([
  invoke({ type: 'message_start', message: { id: 'msg_1', usage: { input_tokens: 3 } } }),
  invoke({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße 🌊' } }),
  invoke('{\n  "index": 0,\n  "type": "content_block_stop"\n}'),
  invoke({ type: 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 3 } }),
]);
const CLAUDE_EVENTS = [
  'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":3}}}\n\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße 🌊"}}\n\n',
  'event: content_block_stop\ndata: {   "index": 0,   "type": "content_block_stop" }\n\n',
  'event: message_stop\ndata: {"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3}}\n\n',
].join('');

describe('EventStreamTransform', () => {
  it('turns chunks of InvokeModel into Anthropic events', () => {
    expect(through([CLAUDE])).toBe(CLAUDE_EVENTS);
  });

  it('turns events of ConverseStream into events of the same name', () => {
    const stream = [
      event('messageStart', { role: 'assistant' }),
      event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } }),
      event('metadata', { usage: { inputTokens: 3, outputTokens: 1, totalTokens: 4 } }),
    ];
    expect(through(stream)).toBe(
      'event: messageStart\ndata: {"role":"assistant"}\n\n' +
        'event: contentBlockDelta\ndata: {"contentBlockIndex":0,"delta":{"text":"Hi"}}\n\n' +
        'event: metadata\ndata: {"usage":{"inputTokens":3,"outputTokens":1,"totalTokens":4}}\n\n',
    );
  });

  it('does not care where the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(CLAUDE.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), CLAUDE.length];
        const chunks = at.slice(1).map((end, i) => CLAUDE.subarray(at[i], end));
        expect(through(chunks)).toBe(CLAUDE_EVENTS);
      }),
      { numRuns: 200 },
    );
    expect(through([...CLAUDE].map((byte) => Buffer.from([byte])))).toBe(CLAUDE_EVENTS);
  });

  it('gives each event as soon as its last byte is there', () => {
    const transform = new EventStreamTransform();
    const first = event('messageStart', {});
    expect(transform.push(first.subarray(0, -1))).toBeUndefined();
    expect(transform.push(first.subarray(-1))?.toString()).toBe('event: messageStart\ndata: {}\n\n');
  });

  it('says an exception in the words of the dialect, and nothing after it', () => {
    const throttled = exception('throttlingException', { message: 'Too many requests' });
    const stream = Buffer.concat([throttled, CLAUDE]);
    expect(through([stream], 'anthropic')).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"rate_limit_error","message":"Too many requests"}}\n\n',
    );
    expect(through([stream], 'converse')).toBe(
      'event: throttlingException\ndata: {"message":"Too many requests"}\n\n',
    );
    // untold, what came before decides
    expect(through([event('messageStart', {}), throttled])).toContain('event: throttlingException');
    expect(through([invoke({ type: 'ping' }), exception('ModelTimeoutException', 'no JSON')])).toContain(
      '"type":"timeout_error","message":"The provider failed with modelTimeoutException."',
    );
  });

  it('passes errors without a body and skips messages of kinds it does not know', () => {
    const failed = message(
      { ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'Sorry' },
      '',
    );
    expect(through([message({ ':message-type': 'note' }, '{}'), failed], 'converse')).toBe(
      'event: internalServerException\ndata: {"message":"Sorry"}\n\n',
    );
  });

  it('ends with an error when a checksum is broken, wherever the fault lies', () => {
    for (let at = 4; at < CLAUDE.length; at += 7) {
      const broken = Buffer.from(CLAUDE);
      broken[at] = (broken[at] ?? 0) ^ 0x40;
      const text = through([broken], 'anthropic');
      const events = text.split('\n\n').slice(0, -1);
      expect(text).not.toBe(CLAUDE_EVENTS);
      // a broken length may also mean that the message never ends
      for (const frame of events.slice(0, -1)) expect(CLAUDE_EVENTS).toContain(frame);
    }
    const broken = Buffer.from(CLAUDE);
    broken[20] = (broken[20] ?? 0) ^ 1;
    expect(through([broken], 'anthropic')).toMatch(/^event: error\n/);
  });

  it('does not wait for messages of impossible length', () => {
    const huge = Buffer.alloc(16);
    huge.writeUInt32BE(0x7fff_ffff, 0);
    expect(through([huge], 'anthropic')).toMatch(/^event: error\n/);
    expect(through([Buffer.alloc(16)], 'converse')).toMatch(/^event: modelStreamErrorException\n/);
  });

  it('is silent about a stream that is cut: its end marker is missing', () => {
    expect(through([CLAUDE.subarray(0, -5)])).not.toContain('message_stop');
    expect(through([CLAUDE.subarray(0, -5)])).not.toContain('error');
  });

  it('takes bytes it cannot read for damage', () => {
    expect(through([event('chunk', { bytes: 5 })], 'anthropic')).toMatch(/^event: error/);
    expect(through([invoke('not JSON')], 'anthropic')).toMatch(/^event: error/);
    expect(through([invoke({ type: 'evil\n\ndata: x' })], 'anthropic')).toMatch(/^event: error/);
  });

  it('takes a message of a megabyte in small pieces in reasonable time', () => {
    const large = invoke({ type: 'content_block_delta', text: 'x'.repeat(1_000_000) });
    const pieces: Buffer[] = [];
    for (let at = 0; at < large.length; at += 1_024) pieces.push(large.subarray(at, at + 1_024));
    expect(through(pieces).length).toBeGreaterThan(1_000_000);
  });
});
