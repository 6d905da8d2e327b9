/** Stands for everything beyond the bound. */
export const OTHER = 'other';

/** Keeps labels few: callers choose model names, and each new label value costs memory here and in every scraper. */
export class Bounded {
  private readonly known = new Set<string>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** The value while there is room for it, else `other`. */
  one(value: string): string {
    return this.admits(value) ? value : OTHER;
  }

  /** As `one`, for two that belong together: the first is kept in any case, being from configuration. */
  pair(first: string, second: string): readonly [string, string] {
    return this.admits(`${first}\n${second}`) ? [first, second] : [first, OTHER];
  }

  private admits(value: string): boolean {
    if (this.known.has(value)) return true;
    if (this.known.size >= this.most) return false;
    this.known.add(value);
    return true;
  }
}
