/** Chunks from this size on are kept as they are: what a Buffer costs by itself is nothing beside them. */
const KEPT_FROM = 4 * 1024;
const SMALLEST_BLOCK = 4 * 1024;
const LARGEST_BLOCK = 256 * 1024;

/**
 * Collects the chunks of a body. Small ones are copied together into blocks: a body that comes byte by byte would
 * otherwise take hundreds of times its size. Holds at most about twice the bytes; the only chunk of a body is not copied.
 */
export class ChunkGatherer {
  size = 0;
  private readonly pieces: Buffer[] = [];
  private block: Buffer | undefined;
  /** The part of the block that is filled but not yet among the pieces: [from, to). */
  private from = 0;
  private to = 0;

  get count(): number {
    return this.pieces.length;
  }

  push(chunk: Buffer): void {
    if (this.size === 0 || chunk.length >= KEPT_FROM) {
      this.seal();
      this.pieces.push(chunk);
    } else this.copy(chunk);
    this.size += chunk.length;
  }

  /** All bytes in one Buffer; nothing is held afterwards. */
  take(): Buffer {
    this.seal();
    const [only] = this.pieces;
    const whole = this.pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.pieces);
    this.clear();
    return whole;
  }

  clear(): void {
    this.pieces.length = 0;
    this.block = undefined;
    this.from = 0;
    this.to = 0;
    this.size = 0;
  }

  private copy(chunk: Buffer): void {
    let copied = 0;
    while (copied < chunk.length) {
      if (this.block === undefined || this.to === this.block.length) {
        this.seal();
        this.block = Buffer.allocUnsafeSlow(
          Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, this.size + copied)),
        );
        this.from = 0;
        this.to = 0;
      }
      const length = chunk.copy(this.block, this.to, copied);
      this.to += length;
      copied += length;
    }
  }

  private seal(): void {
    if (this.block !== undefined && this.to > this.from) {
      this.pieces.push(this.block.subarray(this.from, this.to));
      this.from = this.to;
    }
  }
}
