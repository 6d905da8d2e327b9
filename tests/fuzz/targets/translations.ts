import type {
  ByteTransform,
  Operation,
  WireDialect,
} from '../../../packages/server/src/providers/contract.ts';
import { ADAPTERS } from '../../../packages/server/src/providers/index.ts';
import {
  translationOf,
  withoutForeignThoughts,
} from '../../../packages/server/src/providers/translation/index.ts';
import { RECORDED_ANSWERS, RECORDED_STREAMS } from '../fixtures.ts';
import { mutate } from '../mutate.ts';
import { cut, type Random } from '../random.ts';
import { sampleOf } from '../samples.ts';
import { must, mustEqual, orRefused, type Target } from '../target.ts';

const PROVIDERS: readonly WireDialect[] = ['openai', 'anthropic', 'gemini', 'converse'];
const PAIRS = ADAPTERS.flatMap(({ operations }) =>
  operations.flatMap((operation) =>
    PROVIDERS.flatMap((to) => {
      const translation = translationOf(operation, to);
      return translation === undefined ? [] : [{ operation, to, translation }];
    }),
  ),
);
const CONTEXT = {
  requestedModel: 'the-model',
  callId: '0193-ab',
  createdAt: 1_763_800_000,
  includeUsage: true,
  request: Buffer.from('{}'),
};

export const translatedRequests: Target = {
  name: 'translated requests',
  weight: 12,
  check(random) {
    const { operation, to, translation } = random.pick(PAIRS);
    const body = mutate(sampleOf(operation.name), random);
    const target = { model: 'some-model', stream: random.chance(0.5), maxOutputTokens: 4_096 };
    const done = orRefused(
      () => translation.request(body, target),
      ['not_translatable', 'body_invalid', 'body_not_json'],
    );
    if (done !== undefined) must(isJson(done), `${operation.name} -> ${to} is a document`, body, done);
    const home = withoutForeignThoughts(operation, body);
    if (!body.includes('weir.')) must(home === body, 'a body without foreign thoughts stays as it is', body);
  },
};

export const translatedAnswers: Target = {
  name: 'translated answers',
  weight: 6,
  check(random) {
    const { operation, to, translation } = random.pick(PAIRS);
    const recorded = random.pick(RECORDED_ANSWERS.filter(({ dialect }) => dialect === to));
    const body = mutate(recorded.bytes, random);
    const context = { ...CONTEXT, request: sampleOf(operation.name) };
    const done = orRefused(() => translation.answer(body, context), ['upstream_malformed']);
    if (done !== undefined) must(isJson(done), `${operation.name} <- ${to} is a document`, body, done);
    must(isJson(translation.errorAnswer(body, 500)), 'an error is a document', body);
  },
};

export const translatedStreams: Target = {
  name: 'translated streams',
  weight: 10,
  check(random) {
    const { operation, to, translation } = random.pick(PAIRS);
    const recorded = random.pick(RECORDED_STREAMS.filter(isOf(to)));
    const stream = mutate(recorded.bytes, random);
    const context = { ...CONTEXT, jsonArray: random.chance(0.3), includeUsage: random.chance(0.5) };
    const whole = through(translation.stream(context), [stream]);
    const parts = through(translation.stream(context), cut(stream, random));
    const what = `${operation.name} <- ${to}`;
    mustEqual(parts, whole, `${what}: the same however it is cut`, stream);
    wholeFrames(whole, operation, context.jsonArray, what, stream, random);
  },
};

function wholeFrames(
  told: Buffer,
  operation: Operation,
  jsonArray: boolean,
  what: string,
  stream: Buffer,
  _random: Random,
): void {
  if (operation.name === 'generate_content' || operation.name === 'stream_generate_content') {
    if (jsonArray) return;
  }
  const text = told.toString('utf8');
  must(text === '' || text.endsWith('\n\n'), `${what}: whole frames`, text, stream);
  for (const line of text.split('\n')) {
    if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
    must(isJson(Buffer.from(line.slice(6))), `${what}: events are documents`, line, stream);
  }
}

function through(transform: ByteTransform, pieces: readonly Buffer[]): Buffer {
  const out = pieces.map((piece) => transform.push(piece) ?? Buffer.alloc(0));
  out.push(transform.end() ?? Buffer.alloc(0));
  return Buffer.concat(out);
}

function isOf(to: WireDialect) {
  return ({ dialect, file }: { dialect: string; file: string }) =>
    dialect === to && file.startsWith('stream') && file.endsWith('.sse');
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
