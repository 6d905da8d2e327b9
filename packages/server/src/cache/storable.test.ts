import { describe, expect, it } from 'vitest';
import { type AnswerOutcome, mayStore } from './storable.ts';

const GOOD: AnswerOutcome = {
  dialect: 'openai',
  operation: 'chat.completions',
  httpStatus: 200,
  complete: true,
  finishReason: 'stop',
};

describe('an answer may be kept', () => {
  it.each([
    [{}, true],
    [{ finishReason: 'length' }, true],
    [{ finishReason: 'tool_calls' }, true],
    [{ finishReason: 'content_filter' }, false],
    [{ finishReason: 'refusal' }, false],
    [{ finishReason: 'pause_turn' }, false],
    [{ finishReason: undefined }, false],
    [{ httpStatus: 500 }, false],
    [{ httpStatus: 202 }, false],
    [{ complete: false }, false],
    [{ refused: true }, false],
    [{ errorCode: 'overloaded_error' }, false],
    [{ operation: 'files' }, false],
    [{ operation: 'embeddings', finishReason: undefined }, true],
    [{ operation: 'embeddings', finishReason: undefined, complete: false }, false],
    [{ dialect: 'anthropic', operation: 'messages', finishReason: 'end_turn' }, true],
    [{ dialect: 'gemini', operation: 'generate_content', finishReason: 'MAX_TOKENS' }, true],
    [{ dialect: 'gemini', operation: 'generate_content', finishReason: 'SAFETY' }, false],
    [{ operation: 'responses', finishReason: 'completed' }, true],
    [{ operation: 'responses', finishReason: 'incomplete' }, false],
  ])('with %j: %s', (change, expected) => expect(mayStore({ ...GOOD, ...change })).toBe(expected));
});
