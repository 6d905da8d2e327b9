import { readFileSync } from 'node:fs';
import { anthropic } from '../anthropic/index.ts';
import type { ByteTransform, Operation, WireDialect } from '../contract.ts';
import { gemini } from '../gemini/index.ts';
import { openai } from '../openai/index.ts';
import type { AnswerTranslationContext, Translation, TranslationTarget } from './contract.ts';
import { translationOf } from './index.ts';

/** Helpers of this folder's tests. */

export type ClientOperation =
  | 'chat.completions'
  | 'responses'
  | 'messages'
  | 'generate_content'
  | 'stream_generate_content';

export function operation(name: string): Operation {
  const all = [openai, anthropic, gemini].flatMap(({ operations }) => operations);
  const found = all.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}

export function bridge(from: ClientOperation, to: WireDialect): Translation {
  const found = translationOf(operation(from), to);
  if (found === undefined) throw new Error(`${from} is not translated to ${to}`);
  return found;
}

export const TARGET: TranslationTarget = { model: 'some-model', stream: false, maxOutputTokens: 4096 };

export function request(
  from: ClientOperation,
  to: WireDialect,
  body: unknown,
  target: Partial<TranslationTarget> = {},
): unknown {
  return JSON.parse(
    bridge(from, to)
      .request(Buffer.from(JSON.stringify(body)), { ...TARGET, ...target })
      .toString(),
  );
}

export const CONTEXT: AnswerTranslationContext = {
  requestedModel: 'the-model',
  callId: '0193-ab',
  createdAt: 1_763_800_000,
  includeUsage: true,
  request: Buffer.from('{}'),
};

export function fixture(dialect: WireDialect, name: string): Buffer {
  return readFileSync(new URL(`../${dialect}/fixtures/${name}`, import.meta.url));
}

export function answer(from: ClientOperation, to: WireDialect, body: Buffer): unknown {
  return JSON.parse(bridge(from, to).answer(body, CONTEXT).toString());
}

/** Everything the transform says, fed in chunks of these sizes, over and over. */
export function run(
  transform: ByteTransform,
  bytes: Buffer,
  sizes: readonly number[] = [bytes.length],
  end = true,
): string {
  const out: Buffer[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    out.push(transform.push(bytes.subarray(at, at + size)) ?? Buffer.alloc(0));
    at += size;
  }
  if (end) out.push(transform.end() ?? Buffer.alloc(0));
  return Buffer.concat(out).toString();
}

export function stream(
  from: ClientOperation,
  to: WireDialect,
  bytes: Buffer,
  context: Partial<AnswerTranslationContext> = {},
  sizes?: readonly number[],
): string {
  return run(bridge(from, to).stream({ ...CONTEXT, ...context }), bytes, sizes);
}

/** Payloads of the events of a stream. */
export function payloads(sse: string): Record<string, unknown>[] {
  return sse
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as Record<string, unknown>);
}
