import type { FindCounter, Inspector } from '../inspect.ts';
import { Masker } from './masker.ts';
import { Restorer } from './restorer.ts';

/** What every text of one answer goes through. */
export interface AnswerRules {
  readonly originals: ReadonlyMap<string, string>;
  /** Absent: answers are not looked at. */
  readonly inspector: Inspector | undefined;
  readonly found: FindCounter;
  /** The client asked for JSON as text: originals are escaped for it. */
  readonly structured: boolean;
}

/**
 * One text of an answer on its way to the client: masks first, originals after, so that the client's own data is never
 * taken for a find.
 */
export class TextPipe {
  private readonly rules: AnswerRules;
  private readonly json: boolean;
  private readonly masker: Masker | undefined;
  private readonly restorer: Restorer | undefined;
  private rest = '';

  constructor(rules: AnswerRules, json: boolean) {
    this.rules = rules;
    this.json = json;
    const { inspector, found } = rules;
    if (inspector !== undefined) this.masker = new Masker({ inspector, found, json });
    if (rules.originals.size > 0) this.restorer = new Restorer(rules.originals);
  }

  /** What may go on now. After a find that blocks: nothing. */
  push(piece: string, last: boolean): string {
    const masked = this.looked(piece, last);
    if (this.rules.found.action === 'block') return '';
    if (this.restorer === undefined) return masked;
    const { ready, rest } = this.restorer.restore(
      this.rest + masked,
      last,
      this.json || this.rules.structured,
    );
    this.rest = rest;
    return ready;
  }

  private looked(piece: string, last: boolean): string {
    if (this.masker === undefined) return piece;
    const masked = this.masker.push(piece, last);
    // where finds are only counted, nothing needs to wait
    return this.rules.inspector?.strictest === 'flag' ? piece : masked;
  }
}
