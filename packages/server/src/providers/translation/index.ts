import { messages } from '../anthropic/messages.ts';
import type { Operation, WireDialect } from '../contract.ts';
import { converse, converseStream } from '../converse/operations.ts';
import { generateContent, streamGenerateContent } from '../gemini/generate-content.ts';
import { chatCompletions } from '../openai/chat-completions.ts';
import type { Translation, TranslationOf } from './contract.ts';
import type { ClientSide, ProviderSide } from './dialect.ts';
import { readErrorAnswer } from './error-answer.ts';
import { malformedAnswer } from './refusals.ts';
import { ANTHROPIC, CLIENT_SIDES, CONVERSE, GEMINI, OPENAI } from './sides.ts';
import { TranslatedStream } from './translated-stream.ts';

export type { AnswerTranslationContext, Translation, TranslationOf, TranslationTarget } from './contract.ts';
export { withoutForeignThoughts } from './home-coming.ts';

interface Provider {
  readonly side: ProviderSide;
  readonly operation: Operation;
  readonly streamOperation: Operation;
  readonly streamQuery: string;
}

const PROVIDERS: Readonly<Record<WireDialect, Provider>> = {
  openai: { side: OPENAI, operation: chatCompletions, streamOperation: chatCompletions, streamQuery: '' },
  anthropic: { side: ANTHROPIC, operation: messages, streamOperation: messages, streamQuery: '' },
  gemini: {
    side: GEMINI,
    operation: generateContent,
    streamOperation: streamGenerateContent,
    streamQuery: '?alt=sse',
  },
  converse: { side: CONVERSE, operation: converse, streamOperation: converseStream, streamQuery: '' },
};

/** Undefined for operations that are no conversation, and where the provider understands the client as it is. */
export const translationOf: TranslationOf = (operation, to) => {
  const client = Object.hasOwn(CLIENT_SIDES, operation.name) ? CLIENT_SIDES[operation.name] : undefined;
  const provider = PROVIDERS[to];
  if (client === undefined || operation.kind !== 'chat') return undefined;
  if ([provider.operation.name, provider.streamOperation.name].includes(operation.name)) return undefined;
  return translation(client, provider);
};

function translation(
  client: ClientSide,
  { side, operation, streamOperation, streamQuery }: Provider,
): Translation {
  return {
    operation,
    streamOperation,
    streamQuery,
    request: (body, target) => json(side.writeRequest(client.readRequest(body), target)),
    answer: (body, context) =>
      json(client.writeAnswer(side.readAnswer(parse(body), context.callId), context)),
    errorAnswer: (body, status) => json(client.writeError(readErrorAnswer(body, status, side.readError))),
    stream: (context) =>
      new TranslatedStream(side.createStreamReader(context.callId), client.createStreamWriter(context)),
  };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw malformedAnswer('it is not JSON');
  }
}
