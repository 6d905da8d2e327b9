/** Remembers at most `limit` values: the newest ones and those asked for since the last generation. */
export class BoundedCache<T> {
  private readonly limit: number;
  private young = new Map<string, T>();
  private old = new Map<string, T>();

  constructor(limit: number) {
    this.limit = Math.ceil(limit / 2);
  }

  get(key: string): T | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young;
    const old = this.old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: T): void {
    if (this.young.size >= this.limit) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }
}
