import { CHARGE_CATEGORIES, type StatementLine, statementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { RowProblem } from './port.ts';

const DAY_MS = 86_400_000;
/** Clocks and zones may be off by so much. */
const AHEAD_MS = 2 * DAY_MS;
const LONGEST_MS = 1_100 * DAY_MS;
const EARLIEST = Date.parse('2015-01-01T00:00:00Z');
const CURRENCY = /^[A-Z]{3}$/;
/** What is larger is a mistake, and more than the ledger can hold or sum. */
const MOST = {
  quantity: Decimal.from('1000000000000000'),
  cost: Decimal.from('1000000000000'),
  list_cost: Decimal.from('1000000000000'),
  effective_cost: Decimal.from('1000000000000'),
} as const;

/** What every line must hold, whoever tells it. Throws `RowProblem`. */
export function checkLine(line: StatementLine, isUnit: (unit: string) => boolean, now: number): void {
  const shape = isShaped(line) ? undefined : statementLine.safeParse(line);
  if (shape?.success === false) {
    const issue = shape.error.issues[0];
    const field = issue?.path.map(String).join('.') ?? '';
    if (field === 'currency') throw noCurrency(line.currency);
    throw new RowProblem(
      `${field || 'The line'} is not valid: ${issue?.message ?? 'unknown'}. Correct it and replay the row.`,
    );
  }
  if (!CURRENCY.test(line.currency)) throw noCurrency(line.currency);
  if (line.provider === '')
    throw new RowProblem('provider is empty. Say whose cost it is and replay the row.');
  if (line.unit !== undefined && !isUnit(line.unit)) {
    throw new RowProblem(
      `The unit "${line.unit.slice(0, 60)}" is not known. Correct it to a unit of catalog/units.json, or leave it out, and replay the row.`,
    );
  }
  checkSizes(line);
  checkPeriod(line, now);
  if (line.tells === 'usage' && line.quantity !== undefined && Decimal.from(line.quantity).isNegative) {
    throw new RowProblem(
      `quantity is ${line.quantity}: a usage report cannot tell less than nothing. Correct it and replay the row, or dismiss it.`,
    );
  }
  if (line.tells !== 'usage' && line.cost === undefined && line.quantity === undefined) {
    throw new RowProblem(
      'Neither a cost nor a quantity is told. Add one of them and replay the row, or dismiss it.',
    );
  }
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
/** The last days of months are left to the schema, which knows how many there are. */
const UTC = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/;
const TELLS: ReadonlySet<unknown> = new Set(['usage', 'cost', 'both']);
const CATEGORIES: ReadonlySet<unknown> = new Set(CHARGE_CATEGORIES);
const DECIMALS = ['quantity', 'cost', 'list_cost', 'effective_cost'] as const;
const INSTANTS = ['version', 'since', 'until'] as const;
const TEXTS = ['source', 'id', 'provider', 'description', 'currency'] as const;
const OPTIONAL_TEXTS = [
  'account',
  'project',
  'key',
  'model',
  'unit',
  'tier',
  'region',
  'invoice',
  'user',
] as const;

/**
 * The schema's yes at a tenth of its time, for files of millions of lines. Where it says no, the schema decides and says what
 * is wrong.
 */
function isShaped(line: StatementLine): boolean {
  return (
    TEXTS.every((name) => typeof line[name] === 'string') &&
    OPTIONAL_TEXTS.every((name) => line[name] === undefined || typeof line[name] === 'string') &&
    DECIMALS.every(
      (name) =>
        line[name] === undefined || (DECIMAL.test(String(line[name])) && typeof line[name] === 'string'),
    ) &&
    INSTANTS.every((name) => UTC.test(line[name])) &&
    TELLS.has(line.tells) &&
    CATEGORIES.has(line.category) &&
    line.gone === undefined &&
    (line.requests === undefined || (Number.isSafeInteger(line.requests) && line.requests >= 0)) &&
    line.currency.length === 3 &&
    areTexts(line.tags) &&
    (line.further === undefined || areTexts(line.further))
  );
}

function areTexts(values: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof values === 'object' &&
    values !== null &&
    !Array.isArray(values) &&
    Object.values(values).every((value) => typeof value === 'string')
  );
}

function noCurrency(told: unknown): RowProblem {
  const what =
    told === undefined || told === '' ? 'The currency is missing' : `The currency is ${JSON.stringify(told)}`;
  return new RowProblem(`${what}. Add a code of three capital letters such as USD and replay the row.`);
}

function checkSizes(line: StatementLine): void {
  for (const name of DECIMALS) {
    const text = line[name];
    if (text === undefined) continue;
    const value = Decimal.from(text);
    const size = value.isNegative ? Decimal.ZERO.subtract(value) : value;
    if (size.compare(MOST[name]) < 0) continue;
    throw new RowProblem(
      `${name} is ${text.slice(0, 60)}: no line may tell ${MOST[name].toString()} or more. Correct it and replay the row.`,
    );
  }
}

function checkPeriod({ since, until }: StatementLine, now: number): void {
  const from = Date.parse(since);
  const to = Date.parse(until);
  if (from >= to) {
    throw new RowProblem(
      `The period ends before it begins (${since} to ${until}). Correct it and replay the row.`,
    );
  }
  if (to - from > LONGEST_MS) {
    throw new RowProblem(
      `The period is longer than three years (${since} to ${until}). Correct it and replay the row.`,
    );
  }
  if (from < EARLIEST)
    throw new RowProblem(`The period begins in ${since.slice(0, 4)}. Correct it and replay the row.`);
  if (from > now + AHEAD_MS) {
    throw new RowProblem(
      `The period begins in the future (${since}). Correct it, or replay the row when that day has come.`,
    );
  }
}
