import type { World } from './world.ts';

/** Things a provider keeps for its callers, each caller's apart; the oldest go when there are too many. */
export class Shelf<T> {
  private readonly items = new Map<string, T>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  put(account: string, id: string, item: T): void {
    this.items.set(`${account}|${id}`, item);
    for (const oldest of this.items.keys()) {
      if (this.items.size <= this.capacity) break;
      this.items.delete(oldest);
    }
  }

  get(account: string, id: string): T | undefined {
    return this.items.get(`${account}|${id}`);
  }

  /** Newest first. */
  list(account: string): T[] {
    return [...this.items]
      .filter(([key]) => key.startsWith(`${account}|`))
      .map(([, item]) => item)
      .reverse();
  }

  /** False when there was none. */
  remove(account: string, id: string): boolean {
    return this.items.delete(`${account}|${id}`);
  }
}

/** One shelf for each sandbox. */
export function shelfPerWorld<T>(capacity: number): (world: World) => Shelf<T> {
  const shelves = new WeakMap<object, Shelf<T>>();
  return (world) => {
    const known = shelves.get(world.identity);
    if (known !== undefined) return known;
    const fresh = new Shelf<T>(capacity);
    shelves.set(world.identity, fresh);
    return fresh;
  };
}
