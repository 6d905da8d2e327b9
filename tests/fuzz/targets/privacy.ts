import type { DataPolicy, DetectionAction, Dialect } from '@weir/core/contract';
import { createPrivacyFilter } from '../../../packages/server/src/privacy/index.ts';
import { RECORDED_STREAMS } from '../fixtures.ts';
import { mutate } from '../mutate.ts';
import { cut } from '../random.ts';
import { sampleOf } from '../samples.ts';
import { must, mustEqual, type Target } from '../target.ts';

const OPERATIONS: readonly (readonly [Dialect, string])[] = [
  ['openai', 'chat.completions'],
  ['openai', 'responses'],
  ['anthropic', 'messages'],
  ['gemini', 'generate_content'],
  ['gemini', 'stream_generate_content'],
];

function policy(action: DetectionAction, answers: boolean): DataPolicy {
  return {
    detectors: { email: action, phone: action, payment_card: action, iban: 'flag', api_key: action },
    answers,
  };
}

/** Bodies: never an exception; without a find the very same bytes; what was redacted is gone and comes back whole. */
export const privacyRequests: Target = {
  name: 'privacy of requests',
  weight: 6,
  check(random) {
    const [dialect, operation] = random.pick(OPERATIONS);
    const body = mutate(sampleOf(operation), random);
    const action = random.pick(['flag', 'redact', 'block'] as const);
    const done = createPrivacyFilter(policy(action, false), dialect, operation)?.request(body);
    must(done !== undefined, 'there is a filter');
    if (done === undefined) return;
    if (done.found.action !== 'redact') must(done.body === body, 'bytes without a redaction stay', body);
    if (done.found.action === 'redact' && isJson(body))
      must(isJson(done.body), 'a document stays one', done.body);
  },
};

/** Streams of answers: never an exception, the same however they are cut; untouched when there is nothing to put back. */
export const privacyStreams: Target = {
  name: 'privacy of streams',
  weight: 8,
  check(random) {
    const { dialect, bytes } = random.pick(RECORDED_STREAMS.filter(({ dialect }) => dialect !== 'converse'));
    const [, operation] = random.pick(OPERATIONS.filter(([own]) => own === dialect));
    const stream = mutate(bytes, random);
    const action = random.pick(['flag', 'redact', 'block'] as const);
    const inAnswers = random.chance(0.5);
    const make = () => {
      const filter = createPrivacyFilter(policy(action, inAnswers), dialect as Dialect, operation);
      return filter?.request(sampleOf(operation)).answer;
    };
    const whole = through(make, [stream]);
    const parts = through(make, cut(stream, random));
    if (isEvents(stream) || isJson(stream)) {
      const what = `${operation}: the same however it is cut`;
      mustEqual(meaning(parts), meaning(whole), what, action, inAnswers, stream);
    }
    if (!inAnswers && whole !== undefined && !stream.includes('EMAIL')) {
      mustEqual(whole, stream, `${operation}: nothing to put back, nothing changed`, stream);
    }
  },
};

/** Between elements of an array there may be other white space, depending on when they came. */
function meaning(bytes: Buffer | undefined): Buffer | undefined {
  if (bytes === undefined || !bytes.toString('latin1', 0, 100).trimStart().startsWith('[')) return bytes;
  return Buffer.from(bytes.toString('latin1').replace(/\s+/g, ''), 'latin1');
}

/** Of an array that is no JSON nobody can say where its texts end. */
function isEvents(stream: Buffer): boolean {
  return !stream.toString('latin1', 0, 100).trimStart().startsWith('[');
}

type Make = () => ReturnType<NonNullable<ReturnType<typeof createPrivacyFilter>>['request']>['answer'];

function through(make: Make, pieces: readonly Buffer[]): Buffer | undefined {
  const stream = make()?.stream();
  if (stream === undefined) return undefined;
  const out = pieces.map((piece) => stream.push(piece) ?? Buffer.alloc(0));
  out.push(stream.end() ?? Buffer.alloc(0));
  return Buffer.concat(out);
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
