import type { DataPolicy, Dialect } from '@weir/core/contract';
import { dataPolicy } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { createPrivacyFilter } from './index.ts';

const ALL: DataPolicy['detectors'] = {
  email: 'redact',
  phone: 'redact',
  payment_card: 'redact',
  iban: 'redact',
  api_key: 'redact',
  private_key: 'redact',
};

function filtered(
  body: unknown,
  detectors: DataPolicy['detectors'] = ALL,
  dialect: Dialect = 'openai',
  operation = 'chat.completions',
) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const filter = createPrivacyFilter(dataPolicy.parse({ detectors }), dialect, operation);
  if (filter === undefined) throw new Error('no filter');
  return { ...filter.request(bytes), bytes };
}

describe('requests', () => {
  it('need no filter when the policy looks for nothing', () => {
    expect(createPrivacyFilter(dataPolicy.parse({}), 'openai', 'chat.completions')).toBeUndefined();
  });

  it('keep their buffer when nothing is found', () => {
    const { body, bytes, found, answer } = filtered({ messages: [{ role: 'user', content: 'hello' }] });
    expect(body).toBe(bytes);
    expect(found).toEqual({ counts: {}, action: undefined });
    expect(answer).toBeUndefined();
  });

  it('keep every byte that is not redacted, spelling of escapes and spaces included', () => {
    const { body } = filtered(
      '{ "model":"a@b.de", "n":1.0,\n "messages":[{"role":"user","content":"\\u00e9\\/ ü 😀 bob@example.com \\u0041\\n"}]}',
    );
    expect(body.toString()).toBe(
      '{ "model":"a@b.de", "n":1.0,\n "messages":[{"role":"user","content":"\\u00e9\\/ ü 😀 [EMAIL_1] \\u0041\\n"}]}',
    );
  });

  it('give the same value the same number, and other values other numbers', () => {
    const { body, found } = filtered({
      messages: [{ content: 'a@x.de b@x.de' }, { content: 'b@x.de a@x.de' }],
    });
    expect(JSON.parse(body.toString()).messages).toEqual([
      { content: '[EMAIL_1] [EMAIL_2]' },
      { content: '[EMAIL_2] [EMAIL_1]' },
    ]);
    expect(found).toEqual({ counts: { email: 4 }, action: 'redact' });
  });

  it('leave out numbers that the client uses itself, also in escapes and in what is not looked at', () => {
    const { body } = filtered(
      '{"messages":[{"content":"see \\u005bEMAIL_1] a@x.de"}],"user":"[EMAIL_2]","metadata":{"m":"a@x.de"}}',
    );
    expect(body.toString()).toContain('[EMAIL_3]');
    expect(body.toString()).toContain('"metadata":{"m":"a@x.de"}');
  });

  it('look at every text of a chat and at nothing else', () => {
    const request = {
      model: 'a@x.de',
      user: 'a@x.de',
      metadata: { owner: 'a@x.de' },
      messages: [
        { role: 'system', name: 'a@x.de', content: 'a@x.de' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a@x.de' },
            { type: 'image_url', image_url: { url: 'https://a@x.de/i.png' } },
            { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
          ],
        },
        {
          role: 'assistant',
          tool_calls: [
            {
              id: 'a@x.de',
              type: 'function',
              function: { name: 'a@x.de', arguments: '{"id":"a\\n\\u0061@x.de","n":4111111111111111}' },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'a@x.de', content: '{"to":"a@x.de"}' },
      ],
      tools: [
        {
          type: 'function',
          function: {
            name: 'a@x.de',
            description: 'a@x.de',
            parameters: { properties: { 'a@x.de': { enum: ['a@x.de'], description: 'a@x.de' } } },
          },
        },
      ],
    };
    const { body, found } = filtered(request);
    const out = JSON.parse(body.toString());
    expect(found.counts).toEqual({ email: 6, payment_card: 1 });
    expect(out.messages[2].tool_calls[0].function.arguments).toBe(
      '{"id":"a\\n[EMAIL_1]","n":"[PAYMENT_CARD_1]"}',
    );
    expect(out.messages[1].content[1].image_url.url).toBe('https://a@x.de/i.png');
    expect(out.tools[0].function.parameters.properties['a@x.de'].enum).toEqual(['a@x.de']);
    expect(out.tools[0].function.parameters.properties['a@x.de'].description).toBe('[EMAIL_1]');
    expect([out.model, out.user, out.metadata.owner]).toEqual(['a@x.de', 'a@x.de', 'a@x.de']);
  });

  it('are read in every operation and dialect', () => {
    const cases: [Dialect, string, unknown, number][] = [
      ['openai', 'embeddings', { input: ['a@x.de', 'b'] }, 1],
      ['openai', 'completions', { prompt: 'a@x.de', suffix: 'a@x.de' }, 2],
      [
        'openai',
        'responses',
        {
          instructions: 'a@x.de',
          input: [
            { role: 'user', content: [{ type: 'input_text', text: 'a@x.de' }] },
            { type: 'function_call', call_id: 'a@x.de', name: 'a@x.de', arguments: '{"q":"a@x.de"}' },
            { type: 'function_call_output', call_id: 'c', output: 'a@x.de' },
          ],
        },
        4,
      ],
      [
        'anthropic',
        'messages',
        {
          system: [{ type: 'text', text: 'a@x.de', cache_control: { type: 'ephemeral' } }],
          messages: [
            { role: 'user', content: 'a@x.de' },
            {
              role: 'assistant',
              content: [{ type: 'tool_use', id: 'a@x.de', name: 'a@x.de', input: { id: 'a@x.de' } }],
            },
            {
              role: 'user',
              content: [
                { type: 'tool_result', tool_use_id: 'a@x.de', content: [{ type: 'text', text: 'a@x.de' }] },
              ],
            },
            {
              role: 'user',
              content: [
                { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'mail a@x.de' } },
              ],
            },
            { role: 'user', content: [{ type: 'image', source: { type: 'base64', data: 'QUtJQQ==' } }] },
          ],
        },
        5,
      ],
      [
        'gemini',
        'generateContent',
        {
          systemInstruction: { parts: [{ text: 'a@x.de' }] },
          contents: [
            {
              role: 'user',
              parts: [{ text: 'a@x.de' }, { inlineData: { mimeType: 'image/png', data: 'QUtJ' } }],
            },
            { parts: [{ functionCall: { name: 'a@x.de', args: { name: 'a@x.de' } } }] },
            { parts: [{ functionResponse: { name: 'a@x.de', response: { deep: [{ url: 'a@x.de' }] } } }] },
          ],
        },
        4,
      ],
    ];
    for (const [dialect, operation, body, count] of cases) {
      const result = filtered(body, ALL, dialect, operation);
      expect([operation, result.found.counts.email]).toEqual([operation, count]);
      expect(() => JSON.parse(result.body.toString())).not.toThrow();
    }
  });

  it('are only counted where the policy flags', () => {
    const { body, bytes, found } = filtered({ messages: [{ content: 'a@x.de' }] }, { email: 'flag' });
    expect(body).toBe(bytes);
    expect(found).toEqual({ counts: { email: 1 }, action: 'flag' });
  });

  it('are not changed where the policy blocks', () => {
    const { body, bytes, found, answer } = filtered(
      { messages: [{ content: 'a@x.de 4111111111111111' }] },
      { email: 'redact', payment_card: 'block' },
    );
    expect(body).toBe(bytes);
    expect(found).toEqual({ counts: { email: 1, payment_card: 1 }, action: 'block' });
    expect(answer).toBeUndefined();
  });

  it('pass when they are no JSON', () => {
    for (const text of [
      '',
      '--boundary a@x.de',
      '[',
      '{"messages":["a@x.de"',
      '{"messages":"a@x.de}',
      '\u0000',
    ]) {
      const { body, bytes } = filtered(text);
      expect(body).toBe(bytes);
    }
  });

  it('are read after a byte order mark, and with broken UTF-8', () => {
    const marked = filtered('\ufeff{"messages":[{"content":"a@x.de"}]}');
    expect(marked.body.toString()).toBe('\ufeff{"messages":[{"content":"[EMAIL_1]"}]}');
    const head = Buffer.from('{"messages":[{"content":"');
    const broken = Buffer.concat([head, Buffer.from([0xff, 0xc3, 0x20]), Buffer.from('a@x.de"}]}')]);
    const filter = createPrivacyFilter(dataPolicy.parse({ detectors: ALL }), 'openai', 'chat.completions');
    const out = filter?.request(broken).body;
    expect(out).toEqual(Buffer.concat([head, Buffer.from([0xff, 0xc3, 0x20]), Buffer.from('[EMAIL_1]"}]}')]));
  });
});
