import type { Answer, AnswerPart, ProviderError } from '../answer.ts';
import { writtenArguments } from '../arguments.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import { signatureText, UNSIGNED } from '../signature-text.ts';
import { toolId } from '../tool-ids.ts';
import { writeFinish } from './finish-reason.ts';
import { writeUsage } from './usage.ts';

export function messageId(id: string | undefined, callId: string): string {
  return id?.startsWith('msg_') ? id : `msg_${callId.replace(/[^a-zA-Z0-9]/g, '')}`;
}

export function writeAnswer(answer: Answer, context: AnswerTranslationContext): object {
  return {
    id: messageId(answer.id, context.callId),
    type: 'message',
    role: 'assistant',
    model: context.requestedModel,
    content: answer.parts.flatMap(writePart),
    ...writeFinish(answer.finish),
    usage: writeUsage(answer.usage),
  };
}

function writePart(part: AnswerPart): object[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'tool_call': {
      const call = {
        type: 'tool_use',
        id: toolId(part.id),
        name: part.name,
        input: writtenArguments(part.arguments),
      };
      const signature = part.signature && signatureText(part.signature, 'anthropic');
      return signature === undefined ? [call] : [{ type: 'thinking', thinking: '', signature }, call];
    }
    case 'reasoning': {
      if (part.sealed !== undefined)
        return [{ type: 'redacted_thinking', data: signatureText(part.sealed, 'anthropic') }];
      const signature = part.signature === undefined ? UNSIGNED : signatureText(part.signature, 'anthropic');
      return [{ type: 'thinking', thinking: part.text, signature }];
    }
  }
}

const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  413: 'request_too_large',
  422: 'invalid_request_error',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** `code` is an addition: the provider's own word, for people who look for it. */
export function writeError({ status, code, message }: ProviderError): object {
  const type = TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  return { type: 'error', error: { type, message, ...(code === undefined ? {} : { code }) } };
}
