import type { Outcome, OutcomeAnswer } from '@weir/core/contract';
import { formatCount, formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

type Counts = Pick<OutcomeAnswer, 'added' | 'unchanged' | 'revised' | 'pending' | 'late'>;
type Told = { field?: string | undefined; message: string; remedy?: string | undefined };

export function printCounts(out: Output, { added, unchanged, revised, pending, late }: Counts): void {
  out.fields([
    ['added', formatCount(added)],
    ['revised', formatCount(revised)],
    ['unchanged', formatCount(unchanged)],
    [
      'pending',
      pending === 0 ? '0' : `${formatCount(pending)} (name a task or call that is not in the ledger yet)`,
    ],
    [
      'late',
      late === 0 ? '0' : `${formatCount(late)} (of months that are closed: their unit figures show it)`,
    ],
  ]);
}

export function printTaken(
  out: Output,
  answer: OutcomeAnswer,
  place: (one: { index: number }) => string,
): void {
  printCounts(out, answer);
  const [id, ...others] = answer.ids;
  if (id !== undefined && others.length === 0) out.fields([['id', id]]);
  for (const { index, message, field } of answer.warnings ?? [])
    out.warn(`${place({ index })}${toldText({ message, field })}`);
  for (const { index, ...error } of answer.errors)
    out.warn(`not taken: ${place({ index })}${toldText(error)}`);
}

export function toldText({ field, message, remedy }: Told): string {
  return `${field === undefined || field === '' ? '' : `${field}: `}${message}${remedy === undefined ? '' : `. ${remedy}`}`;
}

export function printOutcomes(out: Output, outcomes: readonly Outcome[]): void {
  out.table<Outcome>(
    [
      { title: 'AT', value: ({ at }) => formatInstant(at) },
      { title: 'OUTCOME', value: ({ outcome }) => outcome },
      {
        title: 'RESULT',
        value: ({ success, retracted }) => (retracted ? 'taken back' : success ? 'success' : 'failure'),
      },
      { title: 'WORKLOAD', value: ({ workload }) => workload },
      { title: 'OF', value: ({ task, call, customer }) => task ?? call ?? customer ?? '' },
      {
        title: 'VALUE',
        value: ({ value, currency }) => (value === undefined ? '' : `${value} ${currency ?? ''}`),
        align: 'right',
      },
      { title: 'LINK', value: ({ link }) => link },
      { title: 'SOURCE', value: ({ source }) => source },
      { title: 'ID', value: ({ id }) => id },
    ],
    outcomes,
  );
}
