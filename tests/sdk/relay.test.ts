import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { type Double, startDouble } from './relay/double.ts';
import { STREAM_CASES, UNARY_CASES } from './relay/scripts.ts';

const DIALECTS = ['openai', 'anthropic', 'gemini'] as const;
const MB = 1024 * 1024;
const LIMIT_MB = 100;
/** Pieces of one byte, of a few, of some hundred and of many. */
const PIECES = [1, 9, 300, 20_000];

let double: Double;
let weir: RunningWeir;
let key: string;

beforeAll(async () => {
  double = await startDouble();
  const entries = DIALECTS.map((dialect) => {
    const price = dialect === 'gemini' ? 'google' : dialect;
    const version = dialect === 'gemini' ? 'v1beta' : 'v1';
    const models = {
      openai: '["gpt-*", "tts-*", "text-*", "whisper-*"]',
      anthropic: '["claude-*"]',
      gemini: '["gemini-*"]',
    };
    return `  - { id: double-${dialect}, dialect: ${dialect}, base_url: "${double.url}/${version}", price_provider: ${price}, models: ${models[dialect]} }`;
  });
  weir = await startWeir({ config: ['log: { level: warn }', 'providers:', ...entries].join('\n') });
  key = (await weir.admin.createWorkload('relay', { approved_models: [] })).secret;
});
afterAll(async () => {
  await weir?.stop();
  await double?.close();
});

describe.each(STREAM_CASES)('a stream of $path', ({ dialect, path, body, contentType, streams }) => {
  it.each(streams)('is byte for byte what the provider sent: %s [1] [7] [22]', async (name, bytes) => {
    const sizes = PIECES.filter((size) => bytes.length / size < 5_000);
    const relay = async (pieces: number) => {
      const id = `${path} ${name} ${pieces}`.replace(/[^\w.-]+/g, '_');
      double.scripts.set(id, { contentType, body: bytes, pieces });
      const direct = await send(double.url, path, body, id);
      const relayed = await send(weir.gatewayUrl, path, body, id);
      expect(direct.body.equals(bytes)).toBe(true);
      expect(relayed.body.toString()).toBe(bytes.toString());
      expect(relayed.body.equals(bytes)).toBe(true);
      expect([relayed.status, relayed.type]).toEqual([direct.status, direct.type]);
      const call = await weir.admin.call(relayed.callId, 5_000);
      expect([call.dialect, call.stream]).toEqual([dialect, true]);
      // white space behind the end of a stream passes, but the call may have been settled before it came
      expect(call.response_bytes).toBeGreaterThanOrEqual(bytes.toString('latin1').trimEnd().length);
      expect(call.response_bytes).toBeLessThanOrEqual(bytes.length);
    };
    await Promise.all(sizes.map(relay));
  });
});

describe('an answer that is no stream', () => {
  it.each(UNARY_CASES)(
    'is byte for byte what the provider sent: %s [13] [19] [20]',
    async (name, path, body, contentType, bytes) => {
      for (const pieces of [undefined, 60_000]) {
        const id = `unary_${name}_${pieces}`.replace(/\s/g, '_');
        double.scripts.set(id, { contentType, body: bytes, ...(pieces === undefined ? {} : { pieces }) });
        const direct = await send(double.url, path, body, id);
        const relayed = await send(weir.gatewayUrl, path, body, id);
        expect(relayed.body.equals(direct.body)).toBe(true);
        expect([relayed.status, relayed.type]).toEqual([direct.status, direct.type]);
      }
    },
  );
});

describe('an upload', () => {
  const form = (megabytes: number) => {
    const head = Buffer.from(
      '--b\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n',
    );
    const tail = Buffer.from('\r\n--b--\r\n');
    return Buffer.concat([head, Buffer.alloc(megabytes * MB - head.length - tail.length, 7), tail]);
  };

  it('of 100 MB reaches the provider whole, as a form and as JSON [25] [20]', async () => {
    double.scripts.set('upload', { contentType: 'application/json', body: Buffer.from('{"text":"hi"}') });
    const body = form(LIMIT_MB);
    const sent = await send(
      weir.gatewayUrl,
      '/v1/audio/transcriptions',
      body,
      'upload',
      'multipart/form-data; boundary=b',
    );
    expect([sent.status, sent.body.toString()]).toEqual([200, '{"text":"hi"}']);
    expect(double.received.get('upload')).toEqual({ bytes: body.length, hash: hashOf(body) });
    const text = 'x'.repeat(LIMIT_MB * MB - 100);
    const json = Buffer.from(
      JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: text }] }),
    );
    const answered = await send(weir.gatewayUrl, '/v1/chat/completions', json, 'upload');
    expect(answered.status).toBe(200);
    expect(double.received.get('upload')).toEqual({ bytes: json.length, hash: hashOf(json) });
  });

  it.each([
    ['/v1/chat/completions', { error: { code: 'body_too_large', type: 'invalid_request_error' } }],
    ['/v1/messages', { type: 'error', error: { type: 'request_too_large' } }],
    ['/v1beta/models/gemini-2.5-flash:generateContent', { error: { code: 413 } }],
  ])('over the limit is a 413 in the words of the dialect: %s [25] [10]', async (path, error) => {
    const body = Buffer.alloc(LIMIT_MB * MB + 1, 32);
    const refused = await send(weir.gatewayUrl, path, body, 'too-large');
    expect(refused.status).toBe(413);
    expect(JSON.parse(refused.body.toString())).toMatchObject(error);
    expect(double.received.has('too-large')).toBe(false);
  });
});

interface Answered {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: Buffer;
  readonly callId: string;
}

function send(
  url: string,
  path: string,
  body: object,
  id: string,
  type = 'application/json',
): Promise<Answered> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const req = request(`${url}${path}`, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': type,
        'content-length': bytes.length,
        'x-case': id,
      },
    });
    req.on('error', reject);
    req.on('response', (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () =>
        resolve({
          status: res.statusCode ?? 0,
          type: res.headers['content-type'],
          body: Buffer.concat(chunks),
          callId: String(res.headers['x-weir-call-id']),
        }),
      );
    });
    req.end(bytes);
  });
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
