import type { Find, FindCounter, Inspector } from '../inspect.ts';
import { mask } from '../request/placeholders.ts';

/** Characters that may wait for the rest of a find. */
export const WINDOW = 128;
/** Characters before that a detector may need to judge what follows them. */
const HISTORY = 64;
/** A word that no find continues into or out of: plain lower-case prose. */
const PROSE = /^[a-z\u00df-\u00ff]+[.,;:!?)]*$/;

export interface MaskerOptions {
  readonly inspector: Inspector;
  readonly found: FindCounter;
  /** The text is JSON: a mask outside of a string needs quotes. */
  readonly json: boolean;
}

/** Masks what is found in a text that comes in pieces; text that may still become a find waits, at most `WINDOW`. */
export class Masker {
  private readonly options: MaskerOptions;
  private history = '';
  private waiting = '';
  /** What goes on of a find that was longer than the window. */
  private swallow: ReturnType<Inspector['continuation']>;
  private swallowed = '';
  private quoted = false;
  private escaped = false;

  constructor(options: MaskerOptions) {
    this.options = options;
  }

  push(piece: string, last: boolean): string {
    const text = this.waiting + this.afterSwallowed(piece);
    const offset = this.history.length;
    const finds = this.options.inspector
      .find(this.history + text)
      .filter((find) => find.end > offset)
      .map((find) => ({ ...find, start: Math.max(0, find.start - offset), end: find.end - offset }));
    const cut = last ? text.length : this.cut(text, finds);
    const ready = this.masked(text.slice(0, cut), finds);
    this.history = (this.history + text.slice(0, cut)).slice(-HISTORY);
    this.waiting = text.slice(cut);
    return ready;
  }

  private afterSwallowed(piece: string): string {
    if (this.swallow === undefined) return piece;
    const { tail, close } = this.swallow;
    for (let at = 0; at < piece.length; at += 1) {
      const char = piece[at] ?? '';
      if (!tail.test(char) || close?.test(this.swallowed) === true) {
        this.swallow = undefined;
        return piece.slice(at);
      }
      this.swallowed = (this.swallowed + char).slice(-HISTORY);
    }
    return '';
  }

  private cut(text: string, finds: readonly Find[]): number {
    const safe = Math.max(proseEnd(text), text.length - WINDOW);
    const open = finds.find((find) => find.start < safe && find.end > safe);
    if (open === undefined) return safe;
    if (text.length - open.start <= WINDOW) return open.start;
    if (open.end === text.length) {
      this.swallow = this.options.inspector.continuation(open.detector);
      this.swallowed = '';
    }
    return open.end;
  }

  private masked(text: string, finds: readonly Find[]): string {
    let out = '';
    let from = 0;
    for (const find of finds) {
      if (find.end > text.length) break;
      this.options.found.add(find);
      if (find.action === 'flag') continue;
      out += this.tracked(text.slice(from, find.start));
      out += this.options.json && !this.quoted ? `"${mask(find.detector)}"` : mask(find.detector);
      from = find.end;
    }
    return out + this.tracked(text.slice(from));
  }

  /** Follows whether the text is inside a JSON string. */
  private tracked(text: string): string {
    if (!this.options.json) return text;
    for (const char of text) {
      if (this.escaped) this.escaped = false;
      else if (char === '\\') this.escaped = true;
      else if (char === '"') this.quoted = !this.quoted;
    }
    return text;
  }
}

/** Up to where no find can reach in from what is still to come: the end of the last plain word. */
function proseEnd(text: string): number {
  let end = text.length;
  while (end > 0 && end > text.length - WINDOW) {
    const space = Math.max(text.lastIndexOf(' ', end - 1), text.lastIndexOf('\n', end - 1));
    if (space === -1) return 0;
    const before = Math.max(text.lastIndexOf(' ', space - 1), text.lastIndexOf('\n', space - 1));
    if (space > 0 && PROSE.test(text.slice(before + 1, space))) return space;
    end = space;
  }
  return end;
}
