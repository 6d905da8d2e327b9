import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anthropic } from '../anthropic/index.ts';
import { openai } from '../openai/index.ts';
import { skim } from './skim.ts';

const LANDMARKS = { content: '"choices"', finish: '"finish_reason"', tools: ['"tool_calls"'] };
const tokens = fc.nat(1_000_000);

it('agrees with a whole parse, whatever the model said and however the JSON is laid out', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.jsonValue(),
      tokens,
      tokens,
      fc.constantFrom(undefined, 0, 1, 2),
      fc.constantFrom('stop', 'length', null),
      (content, other, input, output, spaces, finish) => {
        const usage = { prompt_tokens: input, completion_tokens: output, details: { a: null } };
        const said = `${content}"usage": {"prompt_tokens": 1} "model":"evil"`;
        const choices = [{ message: { content: said, other }, finish_reason: finish }];
        const answer = { id: 'x', model: 'gpt-4o', choices, usage, service_tier: 'default' };
        const body = Buffer.from(JSON.stringify(answer, null, spaces));
        const skimmed = skim(body, LANDMARKS);
        if (skimmed !== undefined) {
          expect(skimmed.usage).toEqual(usage);
          expect(skimmed).toMatchObject({ model: 'gpt-4o', finishReason: finish ?? undefined });
        }
        const facts = openai.readAnswer(body, false);
        expect(facts.usage).toEqual({ input_tokens: input, output_tokens: output });
        expect(facts).toMatchObject({ model: 'gpt-4o', finishReason: finish ?? undefined });
      },
    ),
  );
});

it('takes an ordinary answer', () => {
  const body = Buffer.from('{"model":"m","choices":[{"finish_reason":"stop"}],"usage":{"a":1},"tier":"x"}\n');
  expect(skim(body, LANDMARKS)).toEqual({
    usage: { a: 1 },
    usageText: '{"a":1}',
    model: 'm',
    finishReason: 'stop',
  });
});

it.each([
  ['usage of something inside', '{"model":"m","choices":[{"finish_reason":"stop","usage":{"a":1}}]}'],
  ['usage before other objects', '{"model":"m","choices":[],"finish_reason":"x","usage":{"a":1},"more":{}}'],
  ['a model after the content', '{"choices":[{"finish_reason":"stop"}],"model":"m","usage":{"a":1}}'],
  ['tool calls', '{"model":"m","choices":[{"tool_calls":[],"finish_reason":"stop"}],"usage":{"a":1}}'],
  ['a model name with escapes', '{"model":"m\\u00e9","choices":[{"finish_reason":"stop"}],"usage":{"a":1}}'],
  ['no usage', '{"model":"m","choices":[{"finish_reason":"stop"}]}'],
  ['a torn answer', '{"model":"m","choices":[{"finish_reason":"stop"}],"usage":{"a":1}'],
])('leaves to the parser: %s', (_name, body) => {
  expect(skim(Buffer.from(body), LANDMARKS)).toBeUndefined();
});

it('does not take usage inside the content for the answer’s own', () => {
  const inner = { type: 'text', text: 'x', usage: { input_tokens: 1, output_tokens: 1 } };
  const body = { model: 'm', content: [inner], stop_reason: 'end_turn' };
  expect(anthropic.readAnswer(Buffer.from(JSON.stringify(body)), false).usage).toBeUndefined();
});
