import type { Answer, AnswerPart, ProviderError } from '../answer.ts';
import { known } from '../counts.ts';
import { isObject } from '../cursor.ts';
import { malformedAnswer } from '../refusals.ts';
import { toolId } from '../tool-ids.ts';
import { isFailure, readFinish } from './finish-reason.ts';
import { readUsage } from './usage.ts';

type Fields = Record<string, unknown>;

export function readAnswer(body: unknown, callId: string): Answer {
  if (!isObject(body)) throw malformedAnswer('it is no object');
  const candidate = firstCandidate(body);
  const blocked = blockReason(body);
  if (candidate === undefined && blocked === undefined) throw malformedAnswer('it has no candidate');
  const reason = candidate?.['finishReason'];
  if (isFailure(reason)) throw malformedAnswer(`the model stopped with ${String(reason)}`);
  let calls = 0;
  const parts = partsOf(candidate).flatMap((part) => {
    const read = readPart(part, callId, calls);
    if (read?.type === 'tool_call') calls += 1;
    if (read === undefined) return [];
    return [read];
  });
  return known<Answer>({
    id: typeof body['responseId'] === 'string' ? body['responseId'] : undefined,
    parts,
    finish: { reason: candidate === undefined ? 'filter' : readFinish(reason, calls > 0) },
    usage: readUsage(body['usageMetadata']),
  });
}

export function firstCandidate(body: Fields): Fields | undefined {
  const candidates = body['candidates'];
  const first: unknown = Array.isArray(candidates) ? candidates[0] : undefined;
  return isObject(first) ? first : undefined;
}

/** Set when the prompt itself was refused: then there is no candidate. */
export function blockReason(body: Fields): string | undefined {
  const feedback = body['promptFeedback'];
  const reason = isObject(feedback) ? feedback['blockReason'] : undefined;
  return typeof reason === 'string' ? reason : undefined;
}

export function partsOf(candidate: Fields | undefined): Fields[] {
  const content = candidate?.['content'];
  const parts = isObject(content) ? content['parts'] : undefined;
  return Array.isArray(parts) ? parts.filter(isObject) : [];
}

/** `calls`: how many tools were called before this part; for ids, which Gemini need not give. */
export function readPart(part: Fields, callId: string, calls: number): AnswerPart | undefined {
  const value = part['thoughtSignature'];
  const signature =
    typeof value === 'string' && value !== '' ? ({ family: 'gemini', value } as const) : undefined;
  const signed = signature === undefined ? {} : { signature };
  const call = part['functionCall'];
  if (isObject(call)) {
    const id =
      typeof call['id'] === 'string' && call['id'] !== '' ? call['id'] : toolId(`${callId}#${calls}`);
    return {
      type: 'tool_call',
      id,
      name: String(call['name']),
      arguments: JSON.stringify(call['args'] ?? {}),
      ...signed,
    };
  }
  const text = part['text'];
  if (typeof text !== 'string') {
    if (Object.keys(part).every((key) => key === 'thoughtSignature' || key === 'thought')) return undefined;
    throw malformedAnswer(
      `it holds a part of a kind that was not asked for (${Object.keys(part).join(', ')})`,
    );
  }
  if (part['thought'] === true) return { type: 'reasoning', text, ...signed };
  return text === '' ? undefined : { type: 'text', text };
}

/** Errors come as an object, in streams as an array of one. */
export function readError(body: unknown): Partial<ProviderError> {
  const first: unknown = Array.isArray(body) ? body[0] : body;
  const error = isObject(first) ? first['error'] : undefined;
  if (!isObject(error)) return {};
  return known<Partial<ProviderError>>({
    status: typeof error['code'] === 'number' ? error['code'] : undefined,
    code: typeof error['status'] === 'string' ? error['status'] : undefined,
    message: typeof error['message'] === 'string' ? error['message'] : undefined,
  });
}
