import type { Answer, AnswerPart, ProviderError } from '../answer.ts';
import { ANSWER_TOOL } from '../answer-tool.ts';
import { known } from '../counts.ts';
import { isObject } from '../cursor.ts';
import { malformedAnswer } from '../refusals.ts';
import { readFinish } from './finish-reason.ts';
import { readUsage } from './usage.ts';

type Fields = Record<string, unknown>;

export function readAnswer(body: unknown): Answer {
  const output = isObject(body) ? body['output'] : undefined;
  const message = isObject(output) ? output['message'] : undefined;
  const content = isObject(message) ? message['content'] : undefined;
  if (!isObject(body) || !Array.isArray(content)) throw malformedAnswer('it has no message');
  const parts = content.filter(isObject).flatMap(readBlock);
  const answered = !parts.some(({ type }) => type === 'tool_call');
  return known<Answer>({
    id: undefined,
    parts,
    finish: { reason: readFinish(body['stopReason'], answered) },
    usage: readUsage(body['usage']),
  });
}

function readBlock(block: Fields): AnswerPart[] {
  const { text, toolUse, reasoningContent: thought } = block;
  if (typeof text === 'string') return text === '' ? [] : [{ type: 'text', text }];
  if (isObject(toolUse)) {
    const json = JSON.stringify(toolUse['input'] ?? {});
    if (toolUse['name'] === ANSWER_TOOL) return [{ type: 'text', text: json }];
    return [
      { type: 'tool_call', id: String(toolUse['toolUseId']), name: String(toolUse['name']), arguments: json },
    ];
  }
  if (isObject(thought)) return readThought(thought);
  throw malformedAnswer(`it holds a block that was not asked for (${Object.keys(block).join(', ')})`);
}

function readThought(thought: Fields): AnswerPart[] {
  const { reasoningText: said, redactedContent: sealed } = thought;
  if (typeof sealed === 'string')
    return [{ type: 'reasoning', text: '', sealed: { family: 'anthropic', value: sealed } }];
  if (!isObject(said)) return [];
  const text = String(said['text'] ?? '');
  const value = said['signature'];
  const signature =
    typeof value === 'string' && value !== '' ? { signature: { family: 'anthropic', value } as const } : {};
  return [{ type: 'reasoning', text, ...signature }];
}

/** HTTP status of the exceptions that may also arrive within a stream. */
const STATUS: Readonly<Record<string, number>> = {
  validationException: 400,
  accessDeniedException: 403,
  resourceNotFoundException: 404,
  modelTimeoutException: 408,
  throttlingException: 429,
  serviceUnavailableException: 503,
  modelNotReadyException: 503,
};

/** Bedrock's errors are a bare `message`; their kind is in a header, or the name of the event. */
export function readError(body: unknown, exception?: string): Partial<ProviderError> {
  if (!isObject(body)) return {};
  const message = body['message'] ?? body['Message'];
  const type =
    exception ?? (typeof body['__type'] === 'string' ? body['__type'].replace(/^.*#/, '') : undefined);
  return known<Partial<ProviderError>>({
    status: exception === undefined ? undefined : (STATUS[exception] ?? 500),
    code: type,
    message: typeof message === 'string' ? message : undefined,
  });
}
