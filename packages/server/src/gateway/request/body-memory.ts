/** Bodies up to this size are not counted: connections bound them well enough. */
export const COUNTED_FROM = 64 * 1024;

/** What one body holds of the memory. */
export interface BodyShare {
  /** Bytes granted. Written by `BodyMemory` only. */
  held: number;
  /** The room that was asked for has been granted. */
  admit(): void;
}

interface Waiter {
  share: BodyShare;
  bytes: number;
}

/**
 * Bounds what large request bodies hold together, so that many uploads at once cannot exhaust a worker. Room is taken
 * as bytes arrive; a body that finds none waits its turn while TCP holds its sender back. Bodies that wait for each
 * other's second half would never end, so room for one whole body is set aside: the first that waits may use it until
 * it gives all of its room back.
 */
export class BodyMemory {
  private held = 0;
  private favoured: BodyShare | undefined;
  private waiting: Waiter[] = [];
  private readonly shared: number;

  /** Bytes: what all bodies may hold, and the most that one of them may. */
  constructor(limit: number, largest: number) {
    this.shared = limit - largest;
  }

  get bytes(): number {
    return this.held;
  }

  /** True when the bytes are granted; otherwise `share.admit()` is called once they are. */
  take(share: BodyShare, bytes: number): boolean {
    if (share === this.favoured || (this.waiting.length === 0 && this.fits(bytes))) {
      this.grant(share, bytes);
      return true;
    }
    if (this.favoured === undefined && this.waiting.length === 0) {
      this.favoured = share;
      this.grant(share, bytes);
      return true;
    }
    this.waiting.push({ share, bytes });
    return false;
  }

  /** Gives back all that a body holds, and its place among the waiting. */
  give(share: BodyShare): void {
    this.held -= share.held;
    share.held = 0;
    if (this.favoured === share) this.favoured = undefined;
    if (this.waiting.length === 0) return;
    this.waiting = this.waiting.filter((waiter) => waiter.share !== share);
    this.admitNext();
  }

  private admitNext(): void {
    for (;;) {
      const next = this.waiting[0];
      if (next === undefined) return;
      if (!this.fits(next.bytes)) {
        if (this.favoured !== undefined) return;
        this.favoured = next.share;
      }
      this.waiting.shift();
      this.grant(next.share, next.bytes);
      next.share.admit();
    }
  }

  private fits(bytes: number): boolean {
    return this.held + bytes <= this.shared;
  }

  private grant(share: BodyShare, bytes: number): void {
    this.held += bytes;
    share.held += bytes;
  }
}
