import { UNSIGNED } from '../signature-text.ts';
import { toolId } from '../tool-ids.ts';

/** Output items in their final form. */

export interface MessagePart {
  readonly type: 'output_text' | 'refusal';
  text: string;
}

export function contentPart({ type, text }: MessagePart): object {
  return type === 'refusal' ? { type, refusal: text } : { type, text, annotations: [], logprobs: [] };
}

export function messageItem(
  id: string,
  parts: readonly MessagePart[],
  status: 'in_progress' | 'completed',
): object {
  return { id, type: 'message', status, role: 'assistant', content: parts.map(contentPart) };
}

export function reasoningItem(id: string, text: string, encrypted: string | undefined): object {
  const summary = text === '' ? [] : [{ type: 'summary_text', text }];
  return { id, type: 'reasoning', summary, encrypted_content: encrypted ?? UNSIGNED };
}

export function callItem(
  id: string,
  callId: string,
  name: string,
  json: string,
  status: 'in_progress' | 'completed',
): object {
  return { id, type: 'function_call', status, call_id: toolId(callId), name, arguments: json };
}
