import type { Answer, AnswerPart, ProviderError } from '../answer.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import { known } from '../counts.ts';
import { toolId } from '../tool-ids.ts';
import { writeFinish } from './finish-reason.ts';
import { detailOf, extraContent } from './reasoning-details.ts';
import { writeUsage } from './usage.ts';

export function completionId(id: string | undefined, callId: string): string {
  return id?.startsWith('chatcmpl-') ? id : `chatcmpl-${callId}`;
}

export function writeAnswer(answer: Answer, context: AnswerTranslationContext): object {
  return known<Record<string, unknown>>({
    id: completionId(answer.id, context.callId),
    object: 'chat.completion',
    created: context.createdAt,
    model: context.requestedModel,
    choices: [
      {
        index: 0,
        message: writeMessage(answer.parts),
        logprobs: null,
        finish_reason: writeFinish(answer.finish.reason),
      },
    ],
    usage: writeUsage(answer.usage),
  });
}

function writeMessage(parts: readonly AnswerPart[]): object {
  const calls = parts.filter((part) => part.type === 'tool_call');
  const thoughts = parts.filter((part) => part.type === 'reasoning');
  const thought = thoughts.map(({ text }) => text).join('');
  const signed = thoughts.filter(({ signature, sealed }) => signature !== undefined || sealed !== undefined);
  return {
    role: 'assistant',
    content: joined(parts, 'text'),
    refusal: joined(parts, 'refusal'),
    ...(thought === '' ? {} : { reasoning_content: thought }),
    ...(signed.length === 0
      ? {}
      : {
          reasoning_details: signed.map(({ text, signature, sealed }) => detailOf(text, signature, sealed)),
        }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(writeCall) }),
  };
}

function joined(parts: readonly AnswerPart[], type: 'text' | 'refusal'): string | null {
  const texts = parts.flatMap((part) => (part.type === type ? [part.text] : []));
  return texts.length === 0 ? null : texts.join('');
}

function writeCall(call: Extract<AnswerPart, { type: 'tool_call' }>): object {
  return {
    id: toolId(call.id),
    type: 'function',
    function: { name: call.name, arguments: call.arguments },
    ...extraContent(call.signature),
  };
}

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'insufficient_quota',
  403: 'permission_error',
  408: 'timeout_error',
  429: 'rate_limit_error',
};

export function writeError({ status, code, message }: ProviderError): object {
  const type = TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error');
  return { error: { message, type, param: null, code: code ?? null } };
}
