import { NO_MODEL } from '../../../gateway/resources/context.ts';
import { type AnswerFacts, adapterOf, type Operation } from '../../../providers/index.ts';
import { objectIn, parsedObject } from '../../../providers/json/narrow.ts';

/**
 * What one line of results says; undefined when nothing was done for it (an error, a request that was cancelled or had
 * expired). Read as the answer of a live call is, so that the same counts mean the same.
 */
export function factsOfOpenaiLine(line: Buffer, operation: Operation): AnswerFacts | undefined {
  const response = objectIn(parsedObject(line), 'response');
  const body = objectIn(response, 'body');
  if (body === undefined || Number(response?.['status_code']) >= 300) return undefined;
  return operation.readAnswer(Buffer.from(JSON.stringify(body)), false, NO_MODEL);
}

export function factsOfAnthropicLine(line: Buffer, operation: Operation): AnswerFacts | undefined {
  const result = objectIn(parsedObject(line), 'result');
  const message = result?.['type'] === 'succeeded' ? objectIn(result, 'message') : undefined;
  if (message === undefined) return undefined;
  return operation.readAnswer(Buffer.from(JSON.stringify(message)), false, NO_MODEL);
}

/** The operation whose answers a batch of OpenAI holds, by its `endpoint`. */
export function operationOfEndpoint(endpoint: unknown): Operation | undefined {
  const openai = adapterOf('openai');
  return (
    openai?.operations.find(({ path }) => `${openai.versionPath}${path}` === endpoint) ??
    openai?.operations[0]
  );
}

export function messagesOperation(): Operation | undefined {
  return adapterOf('anthropic')?.operations.find(({ name }) => name === 'messages');
}
