import type { Note } from '@weir/core/contract';
import type { ChartMark } from '../../charts/draw/options.ts';

export interface NumberedNote {
  /** As on its marker in the chart. */
  sign: string;
  note: Note;
}

/** Notes of a range in order of time, numbered as the chart shows them. */
export function numbered(notes: readonly Note[], range: { since: Date; until: Date }): NumberedNote[] {
  const [since, until] = [range.since.getTime(), range.until.getTime()];
  return notes
    .filter(({ at }) => Date.parse(at) >= since && Date.parse(at) < until)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.id.localeCompare(b.id))
    .map((note, index) => ({ sign: String(index + 1), note }));
}

export const marksOf = (notes: readonly NumberedNote[]): ChartMark[] =>
  notes.map(({ sign, note: { at, text } }) => ({ at: Date.parse(at), sign, text }));
