import type { Answer, AnswerPart, ProviderError } from '../answer.ts';
import { writtenArguments } from '../arguments.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import type { Signature } from '../conversation.ts';
import { known } from '../counts.ts';
import { writeFinish } from './finish-reason.ts';
import { NO_SIGNATURE } from './no-signature.ts';
import { writeUsage } from './usage.ts';

export function writeAnswer(answer: Answer, context: AnswerTranslationContext): object {
  const content = { role: 'model', parts: answer.parts.flatMap(writePart) };
  return known<Record<string, unknown>>({
    candidates: [{ content, finishReason: writeFinish(answer.finish.reason), index: 0 }],
    usageMetadata: writeUsage(answer.usage),
    modelVersion: context.requestedModel,
    responseId: answer.id ?? context.callId,
  });
}

/** Only Gemini's own signatures have a place here: clients hand parts back, and Google checks them. */
export function signed(signature: Signature | undefined): object {
  return signature?.family === 'gemini' ? { thoughtSignature: signature.value } : {};
}

function writePart(part: AnswerPart): object[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'tool_call':
      return [writeCall(part.id, part.name, part.arguments, part.signature)];
    case 'reasoning':
      return part.text === '' ? [] : [{ text: part.text, thought: true, ...signed(part.signature) }];
  }
}

/** Clients hand calls back; should the next turn go to Gemini itself, it must find something it takes. */
export function writeCall(id: string, name: string, json: string, signature: Signature | undefined): object {
  const thoughtSignature = signature?.family === 'gemini' ? signature.value : NO_SIGNATURE;
  return { functionCall: { id, name, args: writtenArguments(json) }, thoughtSignature };
}

const STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
  529: 'UNAVAILABLE',
};

export function writeError({ status, message }: ProviderError): object {
  const word = STATUSES[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL');
  return { error: { code: status, message, status: word } };
}
