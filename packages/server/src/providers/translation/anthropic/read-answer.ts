import type { Answer, AnswerPart, ProviderError } from '../answer.ts';
import { ANSWER_TOOL } from '../answer-tool.ts';
import { known } from '../counts.ts';
import { isObject } from '../cursor.ts';
import { malformedAnswer } from '../refusals.ts';
import { readFinish } from './finish-reason.ts';
import { readUsage } from './usage.ts';

export function readAnswer(body: unknown): Answer {
  if (!isObject(body) || !Array.isArray(body['content'])) throw malformedAnswer('it has no content');
  const blocks = body['content'].filter(isObject);
  const parts = blocks.flatMap(readBlock);
  const finish = readFinish(body['stop_reason'], body['stop_sequence']);
  const answeredByTool = finish.reason === 'tool_calls' && !parts.some(({ type }) => type === 'tool_call');
  return known<Answer>({
    id: typeof body['id'] === 'string' ? body['id'] : undefined,
    parts,
    finish: answeredByTool ? { reason: 'stop' } : finish,
    usage: readUsage(body['usage']),
  });
}

function readBlock(block: Record<string, unknown>): AnswerPart[] {
  switch (block['type']) {
    case 'text':
      return [{ type: 'text', text: String(block['text'] ?? '') }];
    case 'thinking': {
      const signature = typeof block['signature'] === 'string' ? block['signature'] : '';
      const text = String(block['thinking'] ?? '');
      return [
        {
          type: 'reasoning',
          text,
          ...(signature === '' ? {} : { signature: { family: 'anthropic', value: signature } }),
        },
      ];
    }
    case 'redacted_thinking':
      return [
        { type: 'reasoning', text: '', sealed: { family: 'anthropic', value: String(block['data'] ?? '') } },
      ];
    case 'tool_use': {
      const json = JSON.stringify(block['input'] ?? {});
      if (block['name'] === ANSWER_TOOL) return [{ type: 'text', text: json }];
      return [{ type: 'tool_call', id: String(block['id']), name: String(block['name']), arguments: json }];
    }
    default:
      throw malformedAnswer(`it holds a block of type ${String(block['type'])}, which was not asked for`);
  }
}

/** HTTP status that an error type stands for, for those that arrive within a stream. */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: 529,
};

export function readError(body: unknown): Partial<ProviderError> {
  const error = isObject(body) ? body['error'] : undefined;
  if (!isObject(error)) return {};
  const code = typeof error['type'] === 'string' ? error['type'] : undefined;
  return known<Partial<ProviderError>>({
    status: code === undefined ? undefined : (STATUS[code] ?? 500),
    code,
    message: typeof error['message'] === 'string' ? error['message'] : undefined,
  });
}
