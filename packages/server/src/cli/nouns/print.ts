import { formatInstant } from '../output/figures.ts';
import type { Output } from '../output/output.ts';
import type { Noun, NounRecord } from './noun.ts';

export function printNoun<T extends NounRecord>(out: Output, { label, parent }: Noun<T>, record: T): void {
  if (out.json) {
    out.data(record);
    return;
  }
  out.fields([
    [label, out.style('bold', record.id)],
    ['name', record.name],
    ...(parent === undefined ? [] : [[parent.label, parent.of(record)] as const]),
    ['created', `${formatInstant(record.created_at)} UTC`],
    ['changed', `${formatInstant(record.updated_at)} UTC`],
  ]);
}
