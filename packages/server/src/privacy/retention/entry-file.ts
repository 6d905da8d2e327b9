import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { WeirError } from '@weir/core/errors';

/**
 * Layout: magic, salt (16), nonce (12), tag (16), length of the header (4, big endian), header (JSON, readable and
 * authenticated: ids and times, no content), ciphertext.
 */
const MAGIC = Buffer.from('WEIRRET1');
const SALT = 16;
const NONCE = 12;
const TAG = 16;
const HEAD = MAGIC.length + SALT + NONCE + TAG + 4;
const PURPOSE = 'weir retention entry v1';

/** Each entry has a key of its own, derived from the installation's: a nonce never meets the same key twice. */
export function sealEntry(key: Buffer, header: object, content: object): Buffer {
  const salt = randomBytes(SALT);
  const nonce = randomBytes(NONCE);
  const clear = Buffer.from(JSON.stringify(header));
  const cipher = createCipheriv('aes-256-gcm', entryKey(key, salt), nonce);
  cipher.setAAD(clear);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(clear.length);
  return Buffer.concat([MAGIC, salt, nonce, cipher.getAuthTag(), length, clear, sealed]);
}

/** Throws WeirError `internal` when the file is damaged, or sealed with another key. */
export function openEntry(key: Buffer, file: Buffer): { header: unknown; content: unknown } {
  try {
    if (!file.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('not a retention entry');
    const salt = file.subarray(MAGIC.length, MAGIC.length + SALT);
    const nonce = file.subarray(MAGIC.length + SALT, MAGIC.length + SALT + NONCE);
    const tag = file.subarray(HEAD - 4 - TAG, HEAD - 4);
    const bodyAt = HEAD + file.readUInt32BE(HEAD - 4);
    const clear = file.subarray(HEAD, bodyAt);
    const decipher = createDecipheriv('aes-256-gcm', entryKey(key, salt), nonce, { authTagLength: TAG });
    decipher.setAAD(clear);
    decipher.setAuthTag(tag);
    const content = Buffer.concat([decipher.update(file.subarray(bodyAt)), decipher.final()]);
    return { header: JSON.parse(clear.toString('utf8')), content: JSON.parse(content.toString('utf8')) };
  } catch (cause) {
    throw new WeirError('internal', 'A kept prompt cannot be read: the file is damaged or of another key.', {
      remedy: 'Check the retention key of this installation, or delete the file.',
      cause,
    });
  }
}

function entryKey(key: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, PURPOSE, 32));
}
