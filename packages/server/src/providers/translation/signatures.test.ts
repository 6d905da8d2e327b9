import { describe, expect, it } from 'vitest';
import { withoutForeignThoughts } from './home-coming.ts';
import { answer, type ClientOperation, operation, request } from './testing.ts';

describe('signatures', () => {
  const assistantOf = (body: unknown): unknown => (body as { messages: unknown[] }).messages[1];

  it('of a Gemini call come back through every client', () => {
    const said = Buffer.from(
      JSON.stringify({
        candidates: [
          {
            content: { parts: [{ functionCall: { name: 'f', args: {} }, thoughtSignature: 'sig+/=' }] },
            finishReason: 'STOP',
          },
        ],
      }),
    );
    const user = { role: 'user', content: 'a' };
    const back: object[] = [];
    const chat = answer('chat.completions', 'gemini', said) as { choices: { message: object }[] };
    back.push(
      request('chat.completions', 'gemini', { messages: [user, chat.choices[0]?.message] }) as object,
    );
    const message = answer('messages', 'gemini', said) as { content: object[] };
    const turns = [user, { role: 'assistant', content: message.content }, user];
    back.push(request('messages', 'gemini', { messages: turns }) as object);
    const response = answer('responses', 'gemini', said) as { output: object[] };
    back.push(request('responses', 'gemini', { input: [user, ...response.output] }) as object);
    for (const body of back) {
      expect((body as { contents: unknown[] }).contents[1]).toMatchObject({
        parts: [{ functionCall: { name: 'f' }, thoughtSignature: 'sig+/=' }],
      });
    }
  });

  it('of others are taken out of a conversation that comes home', () => {
    const thought = {
      role: 'assistant',
      content: 'a',
      reasoning_content: 'b',
      reasoning_details: [{ signature: 'weir.gemini.x' }],
    };
    const chat = { messages: [{ role: 'user', content: 'q' }, thought] };
    expect(home('chat.completions', chat)).toEqual({
      messages: [chat.messages[0], { role: 'assistant', content: 'a' }],
    });
    const own = { type: 'thinking', thinking: 'a', signature: 'EqQB' };
    const content = [
      own,
      { ...own, signature: 'weir.gemini.x' },
      { ...own, signature: 'weir.unsigned' },
      { type: 'text', text: 'b' },
    ];
    expect(home('messages', { messages: [{ role: 'assistant', content }] })).toEqual({
      messages: [{ role: 'assistant', content: [own, { type: 'text', text: 'b' }] }],
    });
    const items = [
      { role: 'user', content: 'q' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'weir.unsigned' },
    ];
    expect(home('responses', { input: items })).toEqual({ input: [items[0]] });
    const untouched = Buffer.from('{"messages": [ ] }');
    expect(withoutForeignThoughts(operation('messages'), untouched)).toBe(untouched);
  });

  it('of a Claude thought come back through every client, and never reach another provider', () => {
    const said = Buffer.from(
      JSON.stringify({
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
          { type: 'redacted_thinking', data: 'c2VhbGVk' },
          { type: 'text', text: 'Hi' },
        ],
        stop_reason: 'end_turn',
      }),
    );
    const user = { role: 'user', content: 'a' };
    const chat = answer('chat.completions', 'anthropic', said) as { choices: { message: object }[] };
    const messages = [user, chat.choices[0]?.message];
    const response = answer('responses', 'anthropic', said) as { output: object[] };
    const input = [user, ...response.output];
    const thoughts = [
      { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
      { type: 'redacted_thinking', data: 'c2VhbGVk' },
      { type: 'text', text: 'Hi' },
    ];
    expect(assistantOf(request('chat.completions', 'anthropic', { messages }))).toMatchObject({
      content: thoughts,
    });
    expect(assistantOf(request('responses', 'anthropic', { input }))).toMatchObject({ content: thoughts });
    expect(JSON.stringify(request('chat.completions', 'gemini', { messages }))).not.toContain('EqQB');
  });
});

function home(name: ClientOperation, body: object): unknown {
  return JSON.parse(withoutForeignThoughts(operation(name), Buffer.from(JSON.stringify(body))).toString());
}
