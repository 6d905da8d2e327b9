import { WeirError } from '@weir/core/errors';
import { describe, expect, it } from 'vitest';
import { translationOf } from './index.ts';
import { REFUSED } from './requests-refused.cases.ts';
import { SETTINGS } from './requests-settings.cases.ts';
import { WHOLE } from './requests-whole.cases.ts';
import { operation, request } from './testing.ts';

const PAIRS = [...WHOLE, ...SETTINGS];

describe('requests', () => {
  it.each(PAIRS)('$from -> $to: $name', ({ from, to, body, target, asked }) => {
    expect(request(from, to, body, target)).toEqual(asked);
  });

  it.each(REFUSED)('%s -> %s refuses %o at %s', (from, to, body, field) => {
    const failure = (() => {
      try {
        request(from, to, body);
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(failure).toBeInstanceOf(WeirError);
    expect(failure).toMatchObject({ code: 'not_translatable', status: 400, field });
    expect((failure as WeirError).remedy).toBeTruthy();
  });

  it('names a field of the wrong type', () => {
    expect(() =>
      request('messages', 'openai', { messages: [{ role: 'user', content: [{ type: 'text', text: 5 }] }] }),
    ).toThrow(expect.objectContaining({ code: 'body_invalid', field: 'messages.0.content.0.text' }));
  });

  it('gives ids the target does not take a form that it does, and the same for call and result', () => {
    const id = 'call|with:odd/characters and far too long for everybody';
    const asked = JSON.stringify(
      request('chat.completions', 'anthropic', {
        messages: [
          { role: 'user', content: 'a' },
          {
            role: 'assistant',
            tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
          { role: 'tool', tool_call_id: id, content: 'b' },
        ],
      }),
    );
    const ids = [...asked.matchAll(/"(?:id|tool_use_id)":"([^"]+)"/g)].map(([, found]) => found);
    expect(ids[0]).toMatch(/^call_[0-9a-f]{24}$/);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('translates conversations only, and only into other dialects', () => {
    expect(translationOf(operation('embeddings'), 'anthropic')).toBeUndefined();
    expect(translationOf(operation('messages.count_tokens'), 'openai')).toBeUndefined();
    expect(translationOf(operation('chat.completions'), 'openai')).toBeUndefined();
    expect(translationOf(operation('stream_generate_content'), 'gemini')).toBeUndefined();
  });
});
