import { text } from './text.ts';

/** A tag as it is being typed. `key` only tells rows apart. */
export interface Pair {
  key: number;
  name: string;
  value: string;
}

// as the API checks them, so that a slip is told before anything is sent
const NAME = /^[a-z0-9][a-z0-9_.-]{0,62}$/;
const MOST_CHARACTERS = 200;

export const pairsOf = (tags: Readonly<Record<string, string>>): Pair[] =>
  Object.entries(tags).map(([name, value], key) => ({ key, name, value }));

export const withEmptyPair = (pairs: readonly Pair[]): Pair[] => [
  ...pairs,
  { key: Math.max(-1, ...pairs.map(({ key }) => key)) + 1, name: '', value: '' },
];

const isFilled = ({ name, value }: Pair) => name.trim() !== '' || value.trim() !== '';

/** Tags for the API; rows left empty are left out. */
export const tagsOf = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(pairs.filter(isFilled).map(({ name, value }) => [name.trim(), value.trim()]));

/** The first thing wrong with them, in words; undefined when all can be sent. */
export function pairFault(pairs: readonly Pair[]): string | undefined {
  const seen = new Set<string>();
  for (const pair of pairs.filter(isFilled)) {
    const name = pair.name.trim();
    const value = pair.value.trim();
    if (!NAME.test(name)) return text.nameRule(name);
    if (seen.has(name)) return text.twice(name);
    if (value === '' || value.length > MOST_CHARACTERS) return text.valueRule(name);
    seen.add(name);
  }
  return undefined;
}
