import type { QuarantinedRow, Source, SourceAttribution, SourceRun } from '@weir/core/contract';

/** `a=b` per line (or comma) -> pairs; undefined when one has no name or no value. */
export function readPairs(text: string): Record<string, string> | undefined {
  const pairs: Record<string, string> = {};
  for (const part of text.split(/[\n,]/).map((one) => one.trim())) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const value = part.slice(at + 1).trim();
    if (at <= 0 || value === '') return undefined;
    pairs[part.slice(0, at).trim()] = value;
  }
  return pairs;
}

export const writePairs = (pairs: Readonly<Record<string, string>>, between = '\n'): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join(between);

/** A rule as its inputs show it. */
export interface RuleFields {
  /** One of the fields of a line, or `tag.<name>`. */
  field: string;
  is: string;
  tags: string;
}

export const isWholeRule = ({ field, is, tags }: RuleFields): boolean =>
  field !== '' && field !== 'tag.' && is.trim() !== '' && tags.trim() !== '' && readPairs(tags) !== undefined;

export interface AttributionFields {
  rules: RuleFields[];
  take: string;
  tags: string;
}

export const attributionFields = (of: SourceAttribution | undefined): AttributionFields => ({
  rules: (of?.rules ?? []).map(({ field, is, tags }) => ({ field, is, tags: writePairs(tags, ', ') })),
  take: writePairs(of?.take ?? {}),
  tags: writePairs(of?.tags ?? {}),
});

export const readAttribution = ({ rules, take, tags }: AttributionFields): SourceAttribution => ({
  rules: rules.map((rule) => ({
    field: rule.field as SourceAttribution['rules'][number]['field'],
    is: rule.is.trim(),
    tags: readPairs(rule.tags) ?? {},
  })),
  take: readPairs(take) ?? {},
  tags: readPairs(tags) ?? {},
});

const STATE_ORDER: Record<Source['state'], number> = {
  failing: 0,
  lagging: 1,
  running: 2,
  idle: 3,
  disabled: 4,
};

/** Those that need somebody first. */
export const compareTrouble = (a: Source, b: Source): number =>
  STATE_ORDER[a.state] - STATE_ORDER[b.state] || b.quarantined - a.quarantined || a.id.localeCompare(b.id);

/** Milliseconds a run took; undefined while it goes on. */
export const tookMs = ({ started_at: from, ended_at: to }: SourceRun): number | undefined =>
  to === undefined ? undefined : Math.max(0, Date.parse(to) - Date.parse(from));

/** A value of a row as its input shows it. */
export const writeCell = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/** What was typed, of the kind it was before: text stays text, anything else is read as JSON where it can be. */
export function readCell(typed: string, before: unknown): unknown {
  if (typed === writeCell(before)) return before;
  if (typeof before === 'string') return typed;
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return typed;
  }
}

/** `bill.csv, line 7` */
export const placeOf = (place: string, line: number | undefined): string =>
  line === undefined ? place : `${place}, line ${line}`;

type Placed = Pick<QuarantinedRow, 'place' | 'line' | 'created_at'>;
/** Newest delivery first, then as the rows stand in it. */
export const byPlace = (a: Placed, b: Placed): number =>
  a.place === b.place ? (a.line ?? 0) - (b.line ?? 0) : b.created_at.localeCompare(a.created_at);
