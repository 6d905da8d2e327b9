import { eachText } from './json/search.ts';

const MOST = 32;
const LONGEST = 256;

/** Ids of things in a provider's account that a request names: distinct, at most 32, in order. */
export class Resources {
  private readonly ids: string[] = [];

  add(id: unknown): void {
    if (typeof id !== 'string' || id.length === 0 || id.length > LONGEST || this.ids.length >= MOST) return;
    if (!this.ids.includes(id)) this.ids.push(id);
  }

  addAll(ids: unknown): void {
    if (Array.isArray(ids)) for (const id of ids) this.add(id);
  }

  /** Adds the strings under a key (given with its quotes), wherever in the body it stands. */
  addTexts(body: Buffer, key: Buffer): void {
    eachText(body, key, (start, end) => {
      if (end - start <= LONGEST) this.add(body.toString('utf8', start, end));
    });
  }

  get found(): readonly string[] | undefined {
    return this.ids.length === 0 ? undefined : this.ids;
  }
}
