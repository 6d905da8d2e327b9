/** Bodies up to this size are not counted: connections bound them well enough. */
export const COUNTED_FROM = 64 * 1024;

interface Waiter {
  bytes: number;
  admit: () => void;
}

/**
 * Bounds what large request bodies hold together, so that many uploads at once cannot exhaust a worker. A body is
 * counted whole before it is read; one that finds no room waits its turn while TCP holds its sender back.
 */
export class BodyMemory {
  private held = 0;
  private readonly waiting: Waiter[] = [];
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get bytes(): number {
    return this.held;
  }

  /** Resolves when the bytes are granted. A body larger than the limit is let in alone. */
  take(bytes: number): Promise<void> | undefined {
    if (this.waiting.length === 0 && this.fits(bytes)) {
      this.held += bytes;
      return undefined;
    }
    return new Promise((resolve) => {
      this.waiting.push({ bytes, admit: resolve });
    });
  }

  give(bytes: number): void {
    this.held -= bytes;
    for (;;) {
      const next = this.waiting[0];
      if (next === undefined || !this.fits(next.bytes)) return;
      this.waiting.shift();
      this.held += next.bytes;
      next.admit();
    }
  }

  private fits(bytes: number): boolean {
    return this.held === 0 || this.held + bytes <= this.limit;
  }
}
