import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertCachePoints } from './anthropic.ts';
import { minimumCacheTokens } from './minimum-tokens.ts';

const LIMITS = { minimumTokens: 1_024 };
const MARK = { type: 'ephemeral' };
const long = 'A long instruction. '.repeat(250);
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const inserted = (request: unknown, limits = LIMITS): Record<string, unknown> =>
  JSON.parse(insertCachePoints(Buffer.from(JSON.stringify(request)), limits).toString()) as Record<
    string,
    unknown
  >;
const marks = (request: unknown) => JSON.stringify(request).split('"cache_control"').length - 1;
const text = (said: string) => ({ type: 'text', text: said });

/** Takes the marks away again, and the blocks that a string was put into. */
function undone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(undone);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'cache_control')
      .map(([name, item]) => [name, undone(item)]),
  );
}

/** The request with every string of system and content written as the block array it stands for. */
function asBlocks(request: Record<string, unknown>): Record<string, unknown> {
  const block = (content: unknown) => (typeof content === 'string' ? [text(content)] : content);
  const messages = request['messages'] as { content: unknown }[];
  return {
    ...request,
    ...('system' in request ? { system: block(request['system']) } : {}),
    messages: messages.map((message) => ({ ...message, content: block(message.content) })),
  };
}

describe('cache points', () => {
  it('mark a long system prompt, which becomes a block', () => {
    expect(inserted({ model: 'm', system: long, messages: [user('hi')] })).toEqual({
      model: 'm',
      system: [{ ...text(long), cache_control: MARK }],
      messages: [user('hi')],
    });
  });

  it('mark the last block of a system prompt in blocks, past empty ones', () => {
    const answer = inserted({ system: [text(long), text('end'), text(' ')], messages: [] });
    expect(answer['system']).toEqual([text(long), { ...text('end'), cache_control: MARK }, text(' ')]);
  });

  it('mark the last tool that is not loaded later', () => {
    const tools = [{ name: 'a', description: long }, { name: 'b' }, { name: 'c', defer_loading: true }];
    const answer = inserted({ tools, messages: [user('hi')] });
    expect(answer['tools']).toEqual([tools[0], { name: 'b', cache_control: MARK }, tools[2]]);
  });

  it('mark tools, system and the last two user turns of a conversation: four, never more', () => {
    const request = {
      messages: [user(long), assistant('a'), user('b'), assistant('c'), user([text('d'), text('')])],
      system: long,
      tools: [{ name: 'a', description: long }],
    };
    const answer = inserted(request);
    expect(marks(answer)).toBe(4);
    expect(answer['messages']).toEqual([
      user(long),
      assistant('a'),
      user([{ ...text('b'), cache_control: MARK }]),
      assistant('c'),
      user([{ ...text('d'), cache_control: MARK }, text('')]),
    ]);
    expect(marks(inserted(request, { minimumTokens: 1_024, maxPoints: 2 } as typeof LIMITS))).toBe(2);
  });

  it('do not mark the user turn of a single question', () => {
    expect(inserted({ messages: [user(long)] })).toEqual({ messages: [user(long)] });
  });

  it('never mark thinking', () => {
    const thinking = { type: 'thinking', thinking: long, signature: 's' };
    const request = { messages: [user('a'), assistant([thinking]), user([thinking])] };
    expect(inserted(request)).toEqual(request);
  });

  it('mark tool results', () => {
    const result = { type: 'tool_result', tool_use_id: 't', content: long };
    const answer = inserted({ messages: [user('a'), assistant('b'), user([result])] });
    expect(answer['messages']).toEqual([
      user('a'),
      assistant('b'),
      user([{ ...result, cache_control: MARK }]),
    ]);
  });

  it('do not take the bytes of an image for tokens', () => {
    const image = {
      type: 'image',
      source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(100_000) },
    };
    const request = { messages: [user([image]), assistant('a'), user('b')] };
    expect(inserted(request)).toEqual(request);
  });

  it.each([
    ['marks of its own', { system: [{ ...text(long), cache_control: MARK }], messages: [] }],
    ['a mark at the top', { system: long, cache_control: MARK, messages: [] }],
    [
      'a mark far inside',
      { system: long, messages: [user([{ type: 'tool_result', content: [{ cache_control: MARK }] }])] },
    ],
    ['nothing long enough', { system: 'short', messages: [user('hi')] }],
    ['an empty system prompt', { system: ' '.repeat(10_000), messages: [user('hi')] }],
  ])('leave a request with %s as it is', (_, request) => {
    const body = Buffer.from(JSON.stringify(request));
    expect(insertCachePoints(body, LIMITS)).toBe(body);
  });

  it.each(['', '[]', 'no json', '{"system":', `{"system":"${long}","system":"${long}"}`])(
    'leave %j as it is',
    (json) => {
      const body = Buffer.from(json.padEnd(5_000));
      expect(insertCachePoints(body, LIMITS)).toBe(body);
    },
  );

  it('change nothing else: bytes, layout and characters stay', () => {
    const json = `{ "system" : "\\u00e9 \u00e9 \u{1f600} ${long}" ,\n "max_tokens":1.0, "messages":[ ] }`;
    const answer = insertCachePoints(Buffer.from(json), LIMITS).toString();
    expect(
      answer.replace('[{"type":"text","text":', '').replace(',"cache_control":{"type":"ephemeral"}}]', ''),
    ).toBe(json);
  });

  it('taken away again give the original request back, and are put in once', () => {
    const said = fc.oneof(fc.string(), fc.constantFrom(long, '', ' ', 'é"\\\n'));
    const block = fc.oneof(
      said.map(text),
      fc.constant({ type: 'thinking', thinking: 'x', signature: 'y' }),
      said.map((content) => ({ type: 'tool_result', tool_use_id: 't', content })),
      fc.constant({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }),
    );
    const content = fc.oneof(said, fc.array(block, { maxLength: 4 }));
    const request = fc.record(
      {
        tools: fc.array(fc.record({ name: fc.string(), description: said, input_schema: fc.object() }), {
          maxLength: 3,
        }),
        system: content,
        messages: fc.array(fc.record({ role: fc.constantFrom('user', 'assistant'), content }), {
          maxLength: 8,
        }),
        metadata: fc.jsonValue(),
      },
      { requiredKeys: ['messages'] },
    );
    fc.assert(
      fc.property(request, fc.nat(3_000), (original, minimumTokens) => {
        const body = Buffer.from(JSON.stringify(original));
        const once = insertCachePoints(body, { minimumTokens });
        const answer = JSON.parse(once.toString()) as Record<string, unknown>;
        expect(marks(answer)).toBeLessThanOrEqual(4);
        expect(asBlocks(undone(answer) as typeof answer)).toEqual(
          asBlocks(JSON.parse(body.toString()) as typeof answer),
        );
        expect(insertCachePoints(once, { minimumTokens }).equals(once)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('cache points in anything', () => {
  it('never throw and never break what was JSON', () => {
    const fragments = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"system"',
      '"messages"',
      '"role"',
      '"user"',
    );
    const noise = fc
      .array(fc.oneof(fragments, fc.string()), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(noise, fc.json()), (json) => {
        const answer = insertCachePoints(Buffer.from(json), { minimumTokens: 0 });
        if (answer.toString() !== json) JSON.parse(answer.toString());
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the shortest prefix that is cached', () => {
  it.each([
    ['claude-sonnet-4-5-20250929', 1_024],
    ['claude-opus-4-1', 1_024],
    ['claude-opus-4-5-20251101', 4_096],
    ['claude-haiku-4-5', 4_096],
    ['claude-3-5-haiku-20241022', 2_048],
    ['eu.anthropic.claude-haiku-4-5-20251001-v1:0', 4_096],
    ['claude-opus-4-5@20251101', 4_096],
    ['something-else', 1_024],
  ])('by %s has %i tokens', (model, tokens) => expect(minimumCacheTokens(model)).toBe(tokens));
});
