/** Text bytes per token, the usual rule of thumb for English; good enough for a figure that is marked as estimate. */
const BYTES_PER_TOKEN = 4;

/** Tokens that so many bytes of text are worth; at least 1. */
export function tokensOfBytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / BYTES_PER_TOKEN));
}

/**
 * Estimates output tokens of a stream from the sizes of its content frames. All frames of one stream share an
 * envelope, about as long as the shortest frame; what exceeds it is text. A frame carries at least one token.
 */
export class FrameSizes {
  private frames = 0;
  private bytes = 0;
  private shortest = Number.POSITIVE_INFINITY;

  add(size: number): void {
    this.frames += 1;
    this.bytes += size;
    if (size < this.shortest) this.shortest = size;
  }

  get tokens(): number {
    if (this.frames === 0) return 0;
    const text = this.bytes - this.frames * this.shortest;
    return Math.max(this.frames, Math.ceil(text / BYTES_PER_TOKEN));
  }
}
