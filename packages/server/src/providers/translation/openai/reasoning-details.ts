import type { ReasoningPart, Signature } from '../conversation.ts';
import { isObject } from '../cursor.ts';
import { readSignature, signatureText } from '../signature-text.ts';

/**
 * Thoughts on chat completions. The dialect has no words of its own; `reasoning_content` is what its servers say
 * (DeepSeek, vLLM, ...), and `reasoning_details` carries signatures the way OpenRouter does. Clients that hand the
 * assistant's message back as they got it keep both.
 */
export function detailOf(
  text: string,
  signature: Signature | undefined,
  sealed: Signature | undefined,
): object {
  if (sealed !== undefined) return { type: 'reasoning.encrypted', data: signatureText(sealed, 'openai') };
  return {
    type: 'reasoning.text',
    text,
    ...(signature === undefined ? {} : { signature: signatureText(signature, 'openai') }),
  };
}

export function readDetails(details: unknown, at: string): ReasoningPart[] {
  if (!Array.isArray(details)) return [];
  return details.filter(isObject).flatMap((detail): ReasoningPart[] => {
    const sealed = readSignature(textOf(detail['data']), 'openai');
    if (sealed !== undefined) return [{ type: 'reasoning', text: '', sealed, at }];
    const signature = readSignature(textOf(detail['signature']), 'openai');
    const text = textOf(detail['text']) ?? '';
    return signature === undefined ? [] : [{ type: 'reasoning', text, signature, at }];
  });
}

/** Google's own spelling for a call's signature on this dialect. */
export function extraContent(signature: Signature | undefined): object {
  if (signature?.family !== 'gemini') return {};
  return { extra_content: { google: { thought_signature: signature.value } } };
}

export function readExtraContent(call: Readonly<Record<string, unknown>>): Signature | undefined {
  const extra = call['extra_content'];
  const google = isObject(extra) ? extra['google'] : undefined;
  const value = isObject(google) ? google['thought_signature'] : undefined;
  return typeof value === 'string' && value !== '' ? { family: 'gemini', value } : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
