import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheKeyParts } from './contract.ts';
import { cacheKey, keyOrBypass } from './key.ts';

const PARTS: Omit<CacheKeyParts, 'body'> = {
  organization: 'acme',
  workload: 'support',
  dataClass: 'internal',
  user: '',
  dialect: 'openai',
  operation: 'chat.completions',
  target: 'openai/gpt-4o',
};

const BODY = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] };
const bodyOf = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const keyOf = (body: unknown, parts: Partial<CacheKeyParts> = {}) =>
  cacheKey({ ...PARTS, body: bodyOf(body), ...parts });
const bypassOf = (body: unknown, parts: Partial<CacheKeyParts> = {}, any_temperature = false) => {
  const answer = keyOrBypass({ ...PARTS, body: bodyOf(body), ...parts }, { any_temperature });
  return 'bypass' in answer ? answer.bypass : undefined;
};

/** The value with the members of every object in another order. */
function shuffled(value: unknown, turn: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, turn));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, shuffled(item, turn)] as const);
  const at = entries.length === 0 ? 0 : turn % entries.length;
  return Object.fromEntries([...entries.slice(at), ...entries.slice(0, at)].reverse());
}

const name = fc.string({ minLength: 1, maxLength: 6 }).map((text) => `x_${text}`);
const extra = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6, noNullPrototype: true });

describe('cache key', () => {
  it('is the same for one request in any order, layout and notation', () => {
    fc.assert(
      fc.property(extra, fc.nat(), fc.nat(8), (members, turn, indent) => {
        const plain = { ...BODY, ...members, temperature: 0 };
        const other = JSON.stringify(shuffled(plain, turn), undefined, indent);
        expect(keyOf(other)).toBe(keyOf(plain));
        expect(keyOf(plain)).toMatch(/^[\w-]{43}$/);
      }),
    );
  });

  it('differs whenever a value that means something differs', () => {
    fc.assert(
      fc.property(extra, name, fc.jsonValue(), fc.jsonValue(), (members, at, before, after) => {
        const a = keyOf({ ...BODY, ...members, [at]: before });
        const b = keyOf({ ...BODY, ...members, [at]: after });
        // objects that only differ in the order of their members mean the same
        const same = sorted(before) === sorted(after);
        expect(a === b).toBe(same);
      }),
    );
  });

  it('differs between any two scopes, also when their parts could run together', () => {
    const scope = fc.record({
      organization: fc.string({ maxLength: 3 }),
      workload: fc.string({ maxLength: 3 }),
      dataClass: fc.string({ maxLength: 3 }),
      user: fc.string({ maxLength: 3 }),
      target: fc.string({ maxLength: 3 }),
      variant: fc.string({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        const equal = JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
        expect(keyOf(BODY, a) === keyOf(BODY, b)).toBe(equal);
      }),
    );
  });

  it.each(['user', 'metadata', 'safety_identifier', 'prompt_cache_key', 'store', 'service_tier'])(
    'does not depend on %s, which cannot change the answer',
    (field) => expect(keyOf({ ...BODY, [field]: 'x' })).toBe(keyOf(BODY)),
  );

  it('only leaves such fields out where they stand at the top', () => {
    const inside = (user: string) => ({ ...BODY, messages: [{ role: 'user', content: 'hi', user }] });
    expect(keyOf(inside('a'))).not.toBe(keyOf(inside('b')));
  });

  it.each([
    ['stream', true],
    ['stream_options', { include_usage: true }],
    ['n', 2],
    ['seed', 7],
    ['model', 'gpt-4o-mini'],
    ['max_tokens', 5],
  ])('depends on %s', (field, value) => expect(keyOf({ ...BODY, [field]: value })).not.toBe(keyOf(BODY)));

  it('takes stream: false for saying nothing', () => {
    expect(keyOf({ ...BODY, stream: false })).toBe(keyOf(BODY));
    expect(keyOf({ ...BODY, stream: null })).toBe(keyOf(BODY));
  });

  it('tells large whole numbers apart that doubles cannot', () => {
    expect(keyOf('{"seed":9007199254740992}')).not.toBe(keyOf('{"seed":9007199254740993}'));
    expect(keyOf('{"seed":1}')).toBe(keyOf('{"seed":1.0}'));
  });

  it('stays the same from version to version unless the version says otherwise', () => {
    expect(keyOf(BODY)).toMatchInlineSnapshot(`"LfymsKFvJDj3b5mpNVNxKO71GBzm738K6zdoIQdq4Dc"`);
  });
});

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : Object.is(item, -0)
        ? 0
        : item,
  );
}

describe('what passes the cache by', () => {
  it.each([
    [{ ...BODY, temperature: 0.2 }, 'temperature'],
    [{ ...BODY, temperature: 1e-9 }, 'temperature'],
    [{ ...BODY, temperature: 0 }, undefined],
    [{ ...BODY, temperature: null }, undefined],
    [BODY, undefined],
    [{ ...BODY, n: 3 }, undefined],
    [{ ...BODY, tools: [{ type: 'function', function: { name: 'f' } }] }, undefined],
    [{ ...BODY, tools: [{ type: 'custom', custom: { name: 'f' } }] }, undefined],
    [{ ...BODY, tools: [{ type: 'web_search' }] }, 'server_tools'],
    [{ ...BODY, web_search_options: {} }, 'server_tools'],
    [{ ...BODY, previous_response_id: 'resp_1' }, 'provider_state'],
    [{ ...BODY, previous_response_id: null }, undefined],
    [{ ...BODY, background: true }, 'provider_state'],
    [{ ...BODY, background: false }, undefined],
    [{ ...BODY, conversation: { id: 'conv_1' } }, 'provider_state'],
    [{ ...BODY, prompt: { id: 'pmpt_1' } }, 'provider_state'],
    [
      { ...BODY, messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] },
      'content_by_reference',
    ],
    [{ ...BODY, input: [{ type: 'item_reference', id: 'msg_1' }] }, 'content_by_reference'],
    [
      { ...BODY, messages: [{ content: [{ image_url: { url: 'https://e.org/i.png' } }] }] },
      'content_by_reference',
    ],
    [{ ...BODY, messages: [{ content: [{ image_url: 'https://e.org/i.png' }] }] }, 'content_by_reference'],
    [{ ...BODY, messages: [{ content: [{ image_url: { url: 'data:image/png;base64,AA' } }] }] }, undefined],
    [
      { ...BODY, tools: [{ type: 'function', function: { parameters: { properties: { file_id: {} } } } }] },
      undefined,
    ],
    ['{"a":', 'not_json'],
    ['[]', 'not_json'],
    [{ x: 'y'.repeat(1024 * 1024) }, 'too_large'],
  ])('%# %j', (body, expected) => expect(bypassOf(body)).toBe(expected));

  it('is not chance when the policy takes any temperature', () => {
    expect(bypassOf({ ...BODY, temperature: 1 }, {}, true)).toBeUndefined();
  });

  it('is bytes that are not UTF-8', () => {
    expect(bypassOf(BODY, { body: Buffer.from([0x22, 0xff, 0x22]) })).toBe('not_json');
  });

  it.each([
    ['openai', 'files'],
    ['openai', 'constructor'],
    ['constructor', 'messages'],
    ['anthropic', 'messages.count_tokens'],
  ])('is %s %s', (dialect, operation) => expect(bypassOf(BODY, { dialect, operation })).toBe('operation'));

  const anthropic = { dialect: 'anthropic', operation: 'messages' };
  it.each([
    [{ tools: [{ name: 'f', input_schema: {} }] }, undefined],
    [{ tools: [{ type: 'text_editor_20250728', name: 'e' }] }, undefined],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 'server_tools'],
    [{ mcp_servers: [{ url: 'https://e.org' }] }, 'server_tools'],
    [{ messages: [{ content: [{ source: { type: 'file', file_id: 'f' } }] }] }, 'content_by_reference'],
    [
      { messages: [{ content: [{ source: { type: 'url', url: 'https://e.org' } }] }] },
      'content_by_reference',
    ],
    [{ messages: [{ content: [{ source: { type: 'base64', data: 'AA' } }] }] }, undefined],
  ])('for Anthropic %j', (body, expected) => expect(bypassOf(body, anthropic)).toBe(expected));

  const gemini = { dialect: 'gemini', operation: 'generate_content' };
  it.each([
    [{ generationConfig: { temperature: 0.5 } }, 'temperature'],
    [{ generationConfig: { temperature: 0 } }, undefined],
    [{ tools: [{ functionDeclarations: [] }] }, undefined],
    [{ tools: [{ googleSearch: {} }] }, 'server_tools'],
    [{ cachedContent: 'cachedContents/1' }, 'provider_state'],
    [{ contents: [{ parts: [{ fileData: { fileUri: 'files/1' } }] }] }, 'content_by_reference'],
  ])('for Gemini %j', (body, expected) => expect(bypassOf(body, gemini)).toBe(expected));

  it('is decided without throwing, whatever the bytes', () => {
    const bytes = fc.oneof(fc.uint8Array(), fc.json().map(bodyOf), fc.string().map(bodyOf));
    fc.assert(
      fc.property(bytes, (body) => {
        const answer = keyOrBypass({ ...PARTS, body: Buffer.from(body) }, { any_temperature: true });
        expect('key' in answer || answer.bypass !== undefined).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is no temperature where nothing is sampled', () => {
    expect(bypassOf({ input: 'x', temperature: 1 }, { operation: 'embeddings' })).toBeUndefined();
  });
});
