import { EventStreamCodec, type MessageHeaders } from '@smithy/eventstream-codec';
import { isObject, type Json } from '../fields.ts';
import type { Framing } from '../framing.ts';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);
const EXCEPTION = 'serviceUnavailableException';

/** Converse streams: each event keeps its name. */
export function converseFraming(): Framing {
  return {
    contentType: 'application/vnd.amazon.eventstream',
    frame: (sse) => event(/^event: (.*)$/m.exec(sse)?.[1] ?? '', dataOf(sse)),
    error: exception,
  };
}

/** InvokeModel streams: events of the model's own dialect, wrapped; the last one carries what Bedrock metered. */
export function invokeFraming(): Framing {
  let usage: Json = {};
  return {
    contentType: 'application/vnd.amazon.eventstream',
    frame: (sse) => {
      const data = dataOf(sse);
      const message = isObject(data['message']) ? data['message'] : data;
      if (isObject(message['usage'])) usage = { ...usage, ...message['usage'] };
      const told = data['type'] === 'message_stop' ? { ...data, ...metrics(usage) } : data;
      return event('chunk', { bytes: Buffer.from(JSON.stringify(told)).toString('base64'), p: 'sandbox' });
    },
    error: exception,
  };
}

function metrics(usage: Json): Json {
  return {
    'amazon-bedrock-invocationMetrics': {
      inputTokenCount: usage['input_tokens'],
      outputTokenCount: usage['output_tokens'],
      invocationLatency: 120,
      firstByteLatency: 30,
      cacheReadInputTokenCount: usage['cache_read_input_tokens'],
      cacheWriteInputTokenCount: usage['cache_creation_input_tokens'],
    },
  };
}

function event(type: string, payload: unknown): Uint8Array {
  return encode(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    payload,
  );
}

function exception(): Uint8Array {
  const headers = {
    ':exception-type': EXCEPTION,
    ':content-type': 'application/json',
    ':message-type': 'exception',
  };
  return encode(headers, { message: 'Bedrock is unable to process your request.' });
}

function encode(headers: Record<string, string>, payload: unknown): Uint8Array {
  const marked: MessageHeaders = {};
  for (const [name, value] of Object.entries(headers)) marked[name] = { type: 'string', value };
  return codec.encode({ headers: marked, body: Buffer.from(JSON.stringify(payload)) });
}

function dataOf(sse: string): Json {
  const value: unknown = JSON.parse(/^data: (.*)$/m.exec(sse)?.[1] ?? '{}');
  return isObject(value) ? value : {};
}
