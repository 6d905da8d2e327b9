import { Decimal } from '@weir/core/money';
import { parseInstant } from '../calls/instants.ts';
import { RowProblem } from '../sources/port.ts';
import type { Fields, Value } from './rows.ts';

/**
 * Finds columns of a row whatever their spelling: `lineItem/UsageType`, `line_item_usage_type` and `LineItemUsageType` are
 * one. Where a format moved a column, several names are given and the first that holds something counts.
 */
export class Columns {
  private signature = '';
  /** Name in the file by name without case and punctuation. */
  private byPlain = new Map<string, string>();

  of(row: Fields): Row {
    const names = Object.keys(row);
    const signature = `${names.length} ${names[0]} ${names.at(-1)}`;
    if (signature !== this.signature) {
      this.signature = signature;
      this.byPlain = new Map(names.map((name) => [plain(name), name]));
    }
    return new Row(row, this.byPlain);
  }
}

/** What a pure function says of a text that bills repeat from row to row; forgotten when there are too many. */
export function remembering<T>(read: (text: string) => T, most = 10_000): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text);
    if (known.size >= most) known.clear();
    known.set(text, value);
    return value;
  };
}

const instantOf = remembering((text) => parseInstant(text)?.iso);

const plainNames = new Map<string, string>();

function plain(name: string): string {
  const known = plainNames.get(name);
  if (known !== undefined) return known;
  const made = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (plainNames.size < 10_000) plainNames.set(name, made);
  return made;
}

export class Row {
  readonly fields: Fields;
  private readonly byPlain: ReadonlyMap<string, string>;

  constructor(fields: Fields, byPlain: ReadonlyMap<string, string>) {
    this.fields = fields;
    this.byPlain = byPlain;
  }

  /** Undefined when absent, null or empty. A dotted name looks into structures: `sku.description`. */
  value(name: string): Exclude<Value, null> | undefined {
    const own = this.fields[name] ?? this.fields[this.byPlain.get(plain(name)) ?? ''];
    if (own !== undefined && own !== null && own !== '') return own;
    const dot = name.indexOf('.');
    if (dot === -1) return undefined;
    const inner = this.value(name.slice(0, dot));
    if (!isRecord(inner)) return undefined;
    return new Row(inner, new Map()).value(name.slice(dot + 1));
  }

  text(...names: string[]): string | undefined {
    for (const name of names) {
      const value = this.value(name);
      if (typeof value === 'string' && value.trim() !== '') return value.trim();
      if (typeof value === 'boolean') return String(value);
    }
    return undefined;
  }

  /** Throws `RowProblem` for what is no number. */
  decimal(...names: string[]): Decimal | undefined {
    const name = names.find((one) => this.text(one) !== undefined);
    const text = name === undefined ? undefined : this.text(name);
    if (name === undefined || text === undefined) return undefined;
    try {
      return Decimal.from(text);
    } catch {
      throw new RowProblem(
        `${name} is ${quoted(text)}, not a decimal number such as 12.50. Correct it and replay the row.`,
      );
    }
  }

  /** RFC 3339 UTC. Throws `RowProblem` for what is missing or no instant; without zone it is UTC. */
  instant(...names: string[]): string {
    const text = this.text(...names);
    if (text === undefined) throw new RowProblem(`${names[0]} is missing. Add it and replay the row.`);
    const at = instantOf(text);
    if (at === undefined) {
      throw new RowProblem(
        `${names[0]} is ${quoted(text)}, not a date and time. Correct it and replay the row.`,
      );
    }
    return at;
  }

  required(...names: string[]): string {
    const text = this.text(...names);
    if (text === undefined) throw new RowProblem(`${names[0]} is missing. Add it and replay the row.`);
    return text;
  }

  /** A map of names: of a column that is one, or holds one as JSON (with or without its braces). */
  map(...names: string[]): Record<string, string> {
    for (const name of names) {
      const value = this.value(name);
      if (isRecord(value)) return flat(value);
      if (typeof value === 'string') return flat(jsonMap(name, value));
    }
    return {};
  }
}

function jsonMap(name: string, text: string): { readonly [name: string]: Value } {
  const trimmed = text.trim();
  try {
    const value: unknown = JSON.parse(trimmed.startsWith('{') ? trimmed : `{${trimmed}}`);
    return isRecord(value) ? value : {};
  } catch {
    throw new RowProblem(
      `${name} is ${quoted(text)}, not a JSON object of names. Correct it and replay the row.`,
    );
  }
}

function flat(record: { readonly [name: string]: unknown }): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    if (value === null || value === undefined || value === '') continue;
    names[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return names;
}

export function isRecord(value: unknown): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The currency of a row; `fallback` is what the settings of the source say. */
export function currencyOf(text: string | undefined, fallback: unknown): string {
  const code = text ?? (typeof fallback === 'string' ? fallback : undefined);
  if (code === undefined) {
    throw new RowProblem(
      'The currency is missing. Add a code such as USD to the row and replay it, or set currency of the source.',
    );
  }
  if (!/^[A-Za-z]{3}$/.test(code)) {
    throw new RowProblem(
      `The currency is ${quoted(code)}, not a code of three letters such as USD. Correct it and replay the row.`,
    );
  }
  return code.toUpperCase();
}

/** The instant after which a period that is told by its day only is over, and never before it begins. */
export function endAfter(since: string, until: string): string {
  return Date.parse(until) > Date.parse(since) ? until : new Date(Date.parse(since) + 1000).toISOString();
}

/** `*` stands for anything; case does not count. */
export function matcher(patterns: readonly string[]): (text: string | undefined) => boolean {
  const all = patterns.map((pattern) => {
    const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${source.join('.*')}$`, 'i');
  });
  return (text) => text !== undefined && all.some((one) => one.test(text));
}

export function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
