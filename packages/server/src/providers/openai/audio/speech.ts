import { answerFacts } from '../../answer-facts.ts';
import type {
  AnswerFacts,
  Operation,
  RequestFacts,
  StreamMeter,
  StreamMeterOptions,
} from '../../contract.ts';
import { requiredText } from '../../json/narrow.ts';
import { locate, readFields } from '../../json/read-fields.ts';
import { rewriteModel } from '../../json/rewrite-model.ts';
import { tokensOfBytes } from '../../output-estimate.ts';
import { EVENT_STREAM } from '../../sse/content-type.ts';
import { PlainMeter } from '../../sse/plain-meter.ts';
import { MODEL_LENGTH } from '../request.ts';
import { type TypedStream, TypedStreamMeter } from '../typed-stream-meter.ts';

const WANTED = new Set(['model', 'input']);
const INPUT = new Set(['input']);
/** About 15 characters are spoken in a second, which OpenAI's voices make of about 21 tokens. */
const TOKENS_PER_CHARACTER = 1.4;

const SPEECH: TypedStream = {
  content: ['speech.audio.delta'],
  last: 'speech.audio.done',
  once: true,
  estimate: (_events, tokens) => tokens,
};

/**
 * Text to speech. The answer is sound without a word on usage, unless it is asked for as events. Some models are
 * charged by characters, which the request tells exactly, others by tokens, which can only be estimated.
 */
export const speech: Operation = {
  name: 'audio.speech',
  path: '/audio/speech',
  billed: true,
  kind: 'media',
  body: 'json',
  streamTypes: [...EVENT_STREAM, 'audio/', 'application/octet-stream'],
  readRequest,
  rewriteRequest: rewriteModel,
  readAnswer,
  createStreamMeter,
};

function* readRequest(body: Buffer): Generator<void, RequestFacts> {
  const fields = yield* readFields(body, WANTED);
  const model = requiredText(fields, 'model', MODEL_LENGTH);
  const characters = charactersOf(body, fields['input']);
  return {
    model,
    // sound is played while it comes
    stream: true,
    maxOutputTokens: Math.ceil(characters * TOKENS_PER_CHARACTER),
    choices: 1,
    user: undefined,
    metadata: undefined,
    mustAskForUsage: false,
    quantities: { input_characters: characters },
  };
}

/** A text too large to be read as a field is not spoken by any model; its bytes bound it. */
function charactersOf(body: Buffer, input: unknown): number {
  if (typeof input === 'string' && input.length > 0) return [...input].length;
  const member = locate(body, INPUT).get('input');
  return member === undefined ? 0 : member.end - member.start;
}

function readAnswer(body: Buffer, _partial: boolean, request: RequestFacts): AnswerFacts {
  return factsOf(body.length, request);
}

function createStreamMeter({ contentType, request }: StreamMeterOptions): StreamMeter {
  if (contentType.startsWith('text/event-stream')) return new TypedStreamMeter(SPEECH);
  return new PlainMeter(request && ((bytes) => factsOf(bytes, request)));
}

function factsOf(bytes: number, request: RequestFacts): AnswerFacts {
  const characters = request.quantities?.['input_characters'] ?? 0;
  return answerFacts({
    bytes,
    inputUsage: { input_characters: characters, input_tokens: tokensOfBytes(characters) },
    outputEstimate: bytes === 0 ? 0 : Math.max(1, request.maxOutputTokens ?? 0),
  });
}
