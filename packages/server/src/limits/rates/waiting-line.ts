/** Something that waits, in the order in which it came to Weir. */
export interface Waiting {
  readonly order: number;
}

/** Who waits for a count, first come first. A call that has to wait for several counts keeps its order in each. */
export class WaitingLine<T extends Waiting = Waiting> {
  private readonly waiting: T[] = [];

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  get length(): number {
    return this.waiting.length;
  }

  get first(): T | undefined {
    return this.waiting[0];
  }

  /** Somebody came before. */
  isBehind(order: number): boolean {
    const [first] = this.waiting;
    return first !== undefined && first.order < order;
  }

  add(one: T): void {
    let at = this.waiting.length;
    while (at > 0 && (this.waiting[at - 1] as T).order > one.order) at -= 1;
    this.waiting.splice(at, 0, one);
  }

  remove(one: T): void {
    const at = this.waiting.indexOf(one);
    if (at !== -1) this.waiting.splice(at, 1);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.waiting[Symbol.iterator]();
  }
}
