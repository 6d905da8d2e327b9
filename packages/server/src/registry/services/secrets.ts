import { createHash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 43 base62 characters carry 256 bits. */
const LENGTH = 43;
/** Largest multiple of 62 in a byte: bytes above it are drawn again, so every character is equally likely. */
const FAIR = 248;
const SHOWN = 5;

export type RandomBytes = (size: number) => Uint8Array;

export interface Secret {
  /** Given to its owner once and kept nowhere. */
  secret: string;
  /** SHA-256, hex. */
  hash: string;
  /** Enough to recognise the secret by. */
  prefix: string;
}

/** `wk` for gateway keys, `wa` for admin tokens, `wh` for signing webhooks. */
export function newSecret(kind: 'wk' | 'wa' | 'wh', random: RandomBytes): Secret {
  let characters = '';
  while (characters.length < LENGTH) {
    for (const byte of random(LENGTH)) {
      if (byte < FAIR && characters.length < LENGTH) characters += ALPHABET[byte % ALPHABET.length];
    }
  }
  const secret = `${kind}_${characters}`;
  return { secret, hash: hashSecret(secret), prefix: secret.slice(0, 3 + SHOWN) };
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
