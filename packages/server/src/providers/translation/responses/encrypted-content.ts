import type { ReasoningPart, Signature } from '../conversation.ts';
import { readSignature, signatureText } from '../signature-text.ts';

const SEALED = 'sealed:';

/** `encrypted_content` carries what proves or holds a thought; sealed thoughts are marked as such. */
export function encryptedContent(
  signature: Signature | undefined,
  sealed: Signature | undefined,
): string | undefined {
  if (sealed !== undefined) return signatureText({ ...sealed, value: SEALED + sealed.value }, 'openai');
  return signature === undefined ? undefined : signatureText(signature, 'openai');
}

export function readEncrypted(text: string | undefined): Pick<ReasoningPart, 'signature' | 'sealed'> {
  const signature = readSignature(text, 'openai');
  if (signature === undefined) return {};
  if (!signature.value.startsWith(SEALED)) return { signature };
  return { sealed: { ...signature, value: signature.value.slice(SEALED.length) } };
}
