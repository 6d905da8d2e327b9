/** A member of a `Recency` order; only the order touches these fields. */
export interface Linked<T> {
  newer: T | undefined;
  older: T | undefined;
}

/**
 * Order of last use. Linked, because a Map that is reordered by deleting and setting leaves holes at its front, and
 * finding its oldest entry then means walking over them.
 */
export class Recency<T extends Linked<T>> {
  private newest: T | undefined;
  private last: T | undefined;

  get oldest(): T | undefined {
    return this.last;
  }

  add(entry: T): void {
    entry.older = this.newest;
    entry.newer = undefined;
    if (this.newest !== undefined) this.newest.newer = entry;
    this.newest = entry;
    this.last ??= entry;
  }

  remove(entry: T): void {
    if (entry.newer === undefined) this.newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === undefined) this.last = entry.newer;
    else entry.older.newer = entry.newer;
    entry.newer = undefined;
    entry.older = undefined;
  }

  touch(entry: T): void {
    if (entry === this.newest) return;
    this.remove(entry);
    this.add(entry);
  }

  clear(): void {
    this.newest = undefined;
    this.last = undefined;
  }
}
