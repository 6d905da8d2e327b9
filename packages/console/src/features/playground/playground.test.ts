import { describe, expect, it } from 'vitest';
import { answerText, faultOfAnswer } from './answer.ts';
import { bodyOf, type Draft, parseBody } from './body.ts';

const draft = (operation: string, more: Partial<Draft> = {}): Draft => ({
  operation,
  model: 'm',
  system: 'Be brief.',
  messages: [
    { key: 0, role: 'user', content: 'Hi' },
    { key: 1, role: 'assistant', content: 'Hello' },
    { key: 2, role: 'user', content: ' ' },
  ],
  maxTokens: '50',
  temperature: '0',
  ...more,
});

describe('a request from what was typed', () => {
  it('is written as a client of each dialect writes it, without empty messages', () => {
    expect(bodyOf(draft('chat.completions'))).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ],
      max_completion_tokens: 50,
      temperature: 0,
    });
    expect(bodyOf(draft('messages', { maxTokens: '', temperature: '' }))).toEqual({
      model: 'm',
      max_tokens: 1_024,
      system: 'Be brief.',
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ],
    });
    expect(bodyOf(draft('generate_content'))).toMatchObject({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: [{ text: 'Hello' }] },
      ],
      generationConfig: { maxOutputTokens: 50, temperature: 0 },
    });
    expect(bodyOf(draft('responses', { system: '' }))).not.toHaveProperty('instructions');
  });

  it('takes raw JSON only when it is an object', () => {
    expect(parseBody('{"model":"m"}')).toEqual({ model: 'm' });
    expect(['[1]', '"x"', '{', 'null'].map(parseBody)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('an answer in words', () => {
  it('is found in every dialect', () => {
    expect(answerText({ choices: [{ message: { content: 'A' } }] })).toBe('A');
    expect(answerText({ content: [{ type: 'text', text: 'B' }] })).toBe('B');
    expect(answerText({ candidates: [{ content: { parts: [{ text: 'C' }] } }] })).toBe('C');
    expect(answerText({ output: [{ type: 'message', content: [{ type: 'output_text', text: 'D' }] }] })).toBe(
      'D',
    );
    expect(answerText({ data: [{ embedding: [0.1] }] })).toBeUndefined();
  });

  it('is put together from a stream', () => {
    const chat =
      'data: {"choices":[{"delta":{"content":"He"}}]}\n\ndata: {"choices":[{"delta":{"content":"y"}}]}\n\ndata: [DONE]\n';
    expect(answerText(chat)).toBe('Hey');
    const messages =
      'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"Yo"}}\n';
    expect(answerText(messages)).toBe('Yo');
    expect(answerText('data: {"type":"response.output_text.delta","delta":"Hm"}\n')).toBe('Hm');
  });

  it('says what went wrong in the words of whoever refused', () => {
    expect(
      faultOfAnswer({ error: { message: 'No', code: 'model_not_approved', remedy: 'Ask Ann.' } }),
    ).toEqual({
      message: 'No',
      code: 'model_not_approved',
      remedy: 'Ask Ann.',
    });
    expect(faultOfAnswer({ type: 'error', error: { type: 'overloaded_error', message: 'Busy' } })?.code).toBe(
      'overloaded_error',
    );
    expect(faultOfAnswer([{ error: { message: 'Bad', status: 'INVALID_ARGUMENT', code: 400 } }])?.code).toBe(
      'INVALID_ARGUMENT',
    );
    expect(faultOfAnswer({ choices: [] })).toBeUndefined();
  });
});
