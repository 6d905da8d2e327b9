import type { Signature, SignatureFamily } from './conversation.ts';

/**
 * Clients of one dialect carry the signatures of another in the field that is theirs for such things. A prefix tells
 * whose it is, so that it never reaches a provider that did not make it. Without a prefix it is the dialect's own.
 */
const MARKED = /^weir\.(anthropic|gemini|openai)\.([\s\S]*)$/;

/** Stands where a dialect wants a signature and the thought has none, so that its origin can be told later. */
export const UNSIGNED = 'weir.unsigned';

/** True for what a translation left in a field for signatures: the provider whose field it is would refuse it. */
export function isForeign(text: unknown): boolean {
  return typeof text === 'string' && (MARKED.test(text) || text === UNSIGNED);
}

export function signatureText(signature: Signature, own: SignatureFamily): string {
  return signature.family === own ? signature.value : `weir.${signature.family}.${signature.value}`;
}

export function readSignature(text: string | undefined, own: SignatureFamily): Signature | undefined {
  if (text === undefined || text === '' || text === UNSIGNED) return undefined;
  const match = MARKED.exec(text);
  if (match === null) return { family: own, value: text };
  return { family: match[1] as SignatureFamily, value: match[2] ?? '' };
}
