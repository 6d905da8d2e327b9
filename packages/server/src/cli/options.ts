import { Decimal } from '@weir/core/money';
import { InvalidArgumentError } from 'commander';

/** Parsers of option values: they reject with a sentence that commander prints next to the option's name. */

/** Repeatable `name=value`, gathered into an object. */
export function collectPairs(text: string, previous: Record<string, string> = {}): Record<string, string> {
  const [name, value] = splitPair(text);
  return { ...previous, [name]: value };
}

/** Repeatable `dimension=value`; values of one dimension add up. An empty value means "has none". */
export function collectFilters(text: string, previous: readonly string[] = []): string[] {
  splitPair(text);
  return [...previous, text];
}

export function collect(text: string, previous: readonly string[] = []): string[] {
  return [...previous, text];
}

/** Comma-separated names, blanks around them ignored. */
export function names(text: string): string[] {
  const list = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (list.length === 0) throw new InvalidArgumentError('Give at least one name, such as team,model.');
  return list;
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('Give a whole number from 1 up.');
  }
  return value;
}

export function portNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return value;
}

/** Amount of money as exact text. */
export function positiveAmount(text: string): string {
  const refuse = () => new InvalidArgumentError('Give an amount such as 100 or 12.50.');
  if (!/^\d+(\.\d{1,12})?$/.test(text)) throw refuse();
  if (Decimal.from(text).isZero) throw refuse();
  return text;
}

function splitPair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Give it as name=value.');
  return [text.slice(0, at), text.slice(at + 1)];
}
