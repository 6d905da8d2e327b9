import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { WeirError } from '@weir/core/errors';

/** Layout, in base64 after the mark: salt (16), nonce (12), tag (16), ciphertext. */
const MARK = 'v1:';
const SALT = 16;
const NONCE = 12;
const TAG = 16;
const KEY_BYTES = 32;
const PURPOSE = 'weir sealed secret v1';

/** Secrets at rest: what the registry must give back in clear, such as the URL of a Slack hook. */
export interface Vault {
  /** `context` names what the secret belongs to; it opens there only. */
  seal(secret: string, context: string): string;
  /** Throws WeirError `internal` when it is damaged, of another key, or of another context. */
  open(sealed: string, context: string): string;
}

/** AES-256-GCM; each secret has a key of its own, derived from the installation's (32 bytes or more). */
export function createVault(key: Buffer): Vault {
  if (key.length < KEY_BYTES) {
    throw new WeirError(
      'config_invalid',
      `The key of this installation is shorter than ${KEY_BYTES} bytes.`,
      {
        remedy: 'Make one with: openssl rand -base64 32',
      },
    );
  }
  const derived = (salt: Buffer) => Buffer.from(hkdfSync('sha256', key, salt, PURPOSE, KEY_BYTES));
  return {
    seal(secret, context) {
      const salt = randomBytes(SALT);
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', derived(salt), nonce);
      cipher.setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return MARK + Buffer.concat([salt, nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(sealed, context) {
      try {
        if (!sealed.startsWith(MARK)) throw new Error('not sealed by this version');
        const bytes = Buffer.from(sealed.slice(MARK.length), 'base64');
        const nonce = bytes.subarray(SALT, SALT + NONCE);
        const tag = bytes.subarray(SALT + NONCE, SALT + NONCE + TAG);
        const decipher = createDecipheriv('aes-256-gcm', derived(bytes.subarray(0, SALT)), nonce, {
          authTagLength: TAG,
        });
        decipher.setAAD(Buffer.from(context));
        decipher.setAuthTag(tag);
        const clear = decipher.update(bytes.subarray(SALT + NONCE + TAG));
        return Buffer.concat([clear, decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new WeirError('internal', 'A stored secret cannot be read: it is damaged or of another key.', {
          remedy: 'Bring back the key file of this installation, or enter the secret anew.',
          cause,
        });
      }
    },
  };
}
