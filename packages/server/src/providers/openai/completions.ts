import type { Operation, RequestFacts } from '../contract.ts';
import { optionalCount, optionalFlag, requiredText } from '../json/narrow.ts';
import { readFields } from '../json/read-fields.ts';
import { EVENT_STREAM } from '../sse/content-type.ts';
import { readAnswer } from './answer.ts';
import { asksForNoUsage, MODEL_LENGTH, rewriteRequest, userOf } from './request.ts';
import { OpenAiStreamMeter } from './stream-meter.ts';

const WANTED = new Set(['model', 'prompt', 'stream', 'stream_options', 'max_tokens', 'n', 'best_of', 'user']);
/** What OpenAI takes when the caller sets none. */
const DEFAULT_MAX_TOKENS = 16;

/** Legacy completions; still the way to fill in the middle, and to serve base models. */
export const completions: Operation = {
  name: 'completions',
  path: '/completions',
  billed: true,
  kind: 'other',
  body: 'json',
  streamTypes: EVENT_STREAM,
  readRequest,
  rewriteRequest,
  readAnswer,
  createStreamMeter: (options) => new OpenAiStreamMeter(options),
};

function* readRequest(body: Buffer): Generator<void, RequestFacts> {
  const fields = yield* readFields(body, WANTED);
  const stream = optionalFlag(fields, 'stream');
  const prompts = fields['prompt'];
  const texts = Array.isArray(prompts) && typeof prompts[0] !== 'number' ? Math.max(1, prompts.length) : 1;
  const perPrompt = Math.max(1, optionalCount(fields, 'n') ?? 1, optionalCount(fields, 'best_of') ?? 1);
  return {
    model: requiredText(fields, 'model', MODEL_LENGTH),
    stream,
    maxOutputTokens: optionalCount(fields, 'max_tokens') ?? DEFAULT_MAX_TOKENS,
    choices: texts * perPrompt,
    user: userOf(fields),
    metadata: undefined,
    mustAskForUsage: asksForNoUsage(fields, stream),
  };
}
