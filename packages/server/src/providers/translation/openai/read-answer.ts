import type { Answer, AnswerPart, ProviderError } from '../answer.ts';
import { known } from '../counts.ts';
import { isObject } from '../cursor.ts';
import { malformedAnswer } from '../refusals.ts';
import { readFinish } from './finish-reason.ts';
import { readExtraContent } from './reasoning-details.ts';
import { readUsage } from './usage.ts';

export function readAnswer(body: unknown): Answer {
  const choices = isObject(body) ? body['choices'] : undefined;
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isObject(body) || !isObject(choice) || !isObject(choice['message']))
    throw malformedAnswer('it has no choice');
  const parts = readMessage(choice['message']);
  const reason = readFinish(choice['finish_reason']);
  const refused = parts.some(({ type }) => type === 'refusal');
  const called = parts.some(({ type }) => type === 'tool_call');
  return known<Answer>({
    id: typeof body['id'] === 'string' ? body['id'] : undefined,
    parts,
    finish: { reason: refused ? 'refusal' : called && reason === 'stop' ? 'tool_calls' : reason },
    usage: readUsage(body['usage']),
  });
}

function readMessage(message: Record<string, unknown>): AnswerPart[] {
  const parts: AnswerPart[] = [];
  const thought = message['reasoning_content'] ?? message['reasoning'];
  if (typeof thought === 'string' && thought !== '') parts.push({ type: 'reasoning', text: thought });
  const { content, refusal } = message;
  if (typeof content === 'string' && content !== '') parts.push({ type: 'text', text: content });
  if (typeof refusal === 'string' && refusal !== '') parts.push({ type: 'refusal', text: refusal });
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  for (const call of calls) parts.push(readCall(call));
  return parts;
}

function readCall(call: unknown): AnswerPart {
  const target = isObject(call) ? call['function'] : undefined;
  if (!isObject(call) || !isObject(target)) throw malformedAnswer('it calls a tool that is no function');
  return known<Extract<AnswerPart, { type: 'tool_call' }>>({
    type: 'tool_call',
    id: String(call['id']),
    name: String(target['name']),
    arguments:
      typeof target['arguments'] === 'string'
        ? target['arguments']
        : JSON.stringify(target['arguments'] ?? {}),
    signature: readExtraContent(call),
  });
}

/** Codes that tell more than 500 about an error within a stream. */
const STATUS: Readonly<Record<string, number>> = {
  rate_limit_exceeded: 429,
  tokens: 429,
  insufficient_quota: 429,
  invalid_request_error: 400,
  context_length_exceeded: 400,
  content_policy_violation: 400,
};

/** Servers of this dialect put their message under `error`, or bare. */
export function readError(body: unknown): Partial<ProviderError> {
  if (!isObject(body)) return {};
  const error = body['error'] ?? body;
  if (typeof error === 'string') return { message: error };
  if (!isObject(error)) return {};
  const code = [error['code'], error['type']].find((word) => typeof word === 'string' && word !== '');
  return known<Partial<ProviderError>>({
    status: STATUS[String(code)] ?? 500,
    code: typeof code === 'string' ? code : undefined,
    message: typeof error['message'] === 'string' ? error['message'] : undefined,
  });
}
