import { encodeLiteral } from '../json/literal.ts';

/** Puts originals in place of placeholders, in a text that comes in pieces. */
export class Restorer {
  private readonly originals: ReadonlyMap<string, string>;
  private readonly longest: number;
  private beginnings: Set<string> | undefined;

  constructor(originals: ReadonlyMap<string, string>) {
    this.originals = originals;
    this.longest = Math.max(0, ...Array.from(originals.keys(), (placeholder) => placeholder.length));
  }

  /** What can be told of `text`, and what may be the beginning of a placeholder. */
  restore(text: string, last: boolean, json: boolean): { ready: string; rest: string } {
    let ready = '';
    let from = 0;
    for (let at = text.indexOf('['); at !== -1; at = text.indexOf('[', at + 1)) {
      const window = text.slice(at, at + this.longest);
      const close = window.indexOf(']');
      if (close === -1) {
        if (!last && this.isBeginning(window) && at + window.length === text.length) {
          return { ready: ready + text.slice(from, at), rest: window };
        }
        continue;
      }
      const original = this.originals.get(window.slice(0, close + 1));
      if (original === undefined) continue;
      ready += text.slice(from, at) + (json ? encodeLiteral(original) : original);
      from = at + close + 1;
      at += close;
    }
    return { ready: from === 0 ? text : ready + text.slice(from), rest: '' };
  }

  private isBeginning(text: string): boolean {
    if (this.beginnings === undefined) {
      this.beginnings = new Set();
      for (const placeholder of this.originals.keys()) {
        for (let n = 1; n < placeholder.length; n += 1) this.beginnings.add(placeholder.slice(0, n));
      }
    }
    return this.beginnings.has(text);
  }
}
