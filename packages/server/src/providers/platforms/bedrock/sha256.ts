import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

type Secret = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 as the signer wants it, by the processor's own instructions: bodies of many megabytes are hashed here. */
export class NodeSha256 {
  private readonly secret: Secret | undefined;
  private hash: Hash | Hmac;

  constructor(secret?: Secret) {
    this.secret = secret;
    this.hash = this.fresh();
  }

  update(chunk: Uint8Array): void {
    this.hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = this.fresh();
  }

  private fresh(): Hash | Hmac {
    if (this.secret === undefined) return createHash('sha256');
    return createHmac('sha256', typeof this.secret === 'string' ? this.secret : bytesOf(this.secret));
  }
}

function bytesOf(secret: ArrayBuffer | ArrayBufferView): Buffer {
  return secret instanceof ArrayBuffer
    ? Buffer.from(secret)
    : Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
}
