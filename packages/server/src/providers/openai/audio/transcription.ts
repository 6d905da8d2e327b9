import type { Usage } from '@weir/core/usage';
import { answerFacts } from '../../answer-facts.ts';
import type { AnswerFacts, Operation, RequestFacts, RequestLine } from '../../contract.ts';
import { lastObject } from '../../json/last-object.ts';
import { objectOrNothing, optionalFlag, parseOrNothing, requiredText } from '../../json/narrow.ts';
import { readForm, rewriteForm } from '../../multipart/form.ts';
import { tokensOfBytes } from '../../output-estimate.ts';
import { EVENT_STREAM } from '../../sse/content-type.ts';
import { UsageReading } from '../../usage-reading.ts';
import { MODEL_LENGTH } from '../request.ts';
import { readTokenUsage } from '../token-usage.ts';
import { type TypedStream, TypedStreamMeter } from '../typed-stream-meter.ts';

const WANTED = new Set(['model', 'stream', 'response_format']);

const TRANSCRIPT: TypedStream = {
  content: ['transcript.text.delta'],
  last: 'transcript.text.done',
  once: true,
  estimate: (_events, tokens) => tokens,
};

export const transcriptions: Operation = {
  name: 'audio.transcriptions',
  path: '/audio/transcriptions',
  billed: true,
  kind: 'media',
  body: 'multipart',
  streamTypes: EVENT_STREAM,
  readRequest,
  rewriteRequest: rewriteForm,
  readAnswer,
  createStreamMeter: () => new TypedStreamMeter(TRANSCRIPT),
};

export const translations: Operation = {
  ...transcriptions,
  name: 'audio.translations',
  path: '/audio/translations',
};

function* readRequest(body: Buffer, line: RequestLine): Generator<void, RequestFacts> {
  const { fields, fileBytes } = yield* readForm(body, line, WANTED);
  return {
    model: requiredText(fields, 'model', MODEL_LENGTH),
    stream: optionalFlag(fields, 'stream'),
    maxOutputTokens: undefined,
    choices: 1,
    user: undefined,
    metadata: undefined,
    mustAskForUsage: false,
    mediaBytes: fileBytes,
  };
}

/** Usage in tokens or in seconds, as the model is charged; else the length that a verbose answer states. */
function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  const answer = partial ? undefined : objectOrNothing(parseOrNothing(body));
  const raw = partial ? lastObject(body, 'usage') : objectOrNothing(answer?.['usage']);
  const seconds = raw?.['seconds'] ?? answer?.['duration'];
  const inSeconds = raw === undefined ? typeof seconds === 'number' : raw['type'] === 'duration';
  const reading = inSeconds ? readSeconds(seconds) : raw && readTokenUsage(raw);
  return answerFacts({
    bytes: body.length,
    raw,
    reading,
    usage: inSeconds ? secondsOf(reading) : undefined,
    outputEstimate: tokensOfBytes(typeof answer?.['text'] === 'string' ? answer['text'].length : body.length),
  });
}

/** The price list counts seconds heard both as such and as seconds of sound. */
function readSeconds(seconds: unknown): UsageReading {
  const reading = new UsageReading();
  reading.addAmount('audio_seconds', seconds);
  reading.addAmount('input_audio_seconds', seconds);
  return reading;
}

function secondsOf(reading: UsageReading | undefined): Usage | undefined {
  return reading?.knownWith('input_audio_seconds');
}
