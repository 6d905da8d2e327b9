import { isObject, type Json } from '../../fields.ts';

export interface BatchUsage {
  input_tokens: number;
  input_tokens_details: { cached_tokens: number };
  output_tokens: number;
  output_tokens_details: { reasoning_tokens: number };
  total_tokens: number;
}

/** The sum over all answers, whichever of the APIs they came from. */
export function sumUsage(bodies: readonly unknown[]): BatchUsage {
  let input = 0;
  let cached = 0;
  let output = 0;
  let reasoning = 0;
  for (const body of bodies) {
    const usage = objectIn(body, 'usage');
    input += numberIn(usage, 'input_tokens') + numberIn(usage, 'prompt_tokens');
    output += numberIn(usage, 'output_tokens') + numberIn(usage, 'completion_tokens');
    for (const name of ['input_tokens_details', 'prompt_tokens_details']) {
      cached += numberIn(objectIn(usage, name), 'cached_tokens');
    }
    for (const name of ['output_tokens_details', 'completion_tokens_details']) {
      reasoning += numberIn(objectIn(usage, name), 'reasoning_tokens');
    }
  }
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}

function objectIn(value: unknown, name: string): Json {
  const inner = isObject(value) ? value[name] : undefined;
  return isObject(inner) ? inner : {};
}

function numberIn(value: Json, name: string): number {
  const number = value[name];
  return typeof number === 'number' ? number : 0;
}
