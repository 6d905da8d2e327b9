import type { OutcomeImport } from '@weir/core/contract';
import { type CsvOptions, readCsv } from './csv.ts';
import type { Intake } from './intake.ts';
import type { Teller } from './port.ts';

const BATCH = 1_000;
/** So many errors are told; the others are counted. */
const MOST_ERRORS = 100;

/** Takes a file in batches. Repeating it, after it broke off for instance, adds nothing twice. */
export async function importOutcomes(
  file: AsyncIterable<Uint8Array>,
  options: CsvOptions,
  intake: Pick<Intake, 'take'>,
  by: Teller,
): Promise<OutcomeImport> {
  const sum: OutcomeImport = {
    read: 0,
    added: 0,
    unchanged: 0,
    revised: 0,
    pending: 0,
    late: 0,
    rejected: 0,
    errors: [],
  };
  let batch: { line: number; told: unknown }[] = [];
  const reject = (error: OutcomeImport['errors'][number]) => {
    sum.rejected++;
    if (sum.errors.length < MOST_ERRORS) sum.errors.push(error);
  };
  const send = async () => {
    const lines = batch.map(({ line }) => line);
    const answer = await intake.take(
      batch.map(({ told }) => told),
      by,
    );
    for (const name of ['added', 'unchanged', 'revised', 'pending', 'late'] as const)
      sum[name] += answer[name];
    for (const { index, ...error } of answer.errors) reject({ line: lines[index] ?? 0, ...error });
    batch = [];
  };
  for await (const row of readCsv(file, options)) {
    sum.read++;
    if ('unread' in row) reject({ line: row.line, message: row.unread });
    else batch.push(row);
    if (batch.length >= BATCH) await send();
  }
  if (batch.length > 0) await send();
  return sum;
}
