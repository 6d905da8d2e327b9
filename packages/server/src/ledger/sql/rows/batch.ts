import type { CallFact } from '@weir/core/contract';
import { BatchRejected, type RejectedCall } from '../../rejection.ts';
import { Unstorable } from './checks.ts';
import { CALL_COLUMNS, type CallRows, CHARGE_COLUMNS, encodeCall, SHARED_COLUMNS } from './encode.ts';

/** Rows of one table: JSON arrays with the values of `columns`, one a line. */
export interface TableRows {
  columns: readonly string[];
  rows: Buffer;
}

/**
 * Rows of a batch for both tables. Columns that nothing of the batch has are left out and take their defaults, which spares
 * most of the reading: half of the columns are empty in most batches. Throws BatchRejected naming what does not fit.
 */
export function encodeBatch(facts: readonly CallFact[]): {
  calls: TableRows;
  charges: TableRows | undefined;
} {
  const all = rowsOf(facts);
  const shared = new Used(SHARED_COLUMNS);
  const call = new Used(CALL_COLUMNS);
  const charge = new Used(CHARGE_COLUMNS);
  for (const rows of all) {
    shared.see(rows.shared);
    call.see(rows.call);
    for (const values of rows.charges) charge.see(values);
  }
  const calls: string[] = [];
  const charges: string[] = [];
  for (const rows of all) {
    const common = shared.text(rows.shared);
    calls.push(line(call.text(rows.call), common));
    for (const values of rows.charges) charges.push(line(charge.text(values), common));
  }
  return {
    calls: { columns: [...call.columns, ...shared.columns], rows: lines(calls) },
    charges:
      charges.length === 0
        ? undefined
        : { columns: [...charge.columns, ...shared.columns], rows: lines(charges) },
  };
}

function rowsOf(facts: readonly CallFact[]): CallRows[] {
  const rows: CallRows[] = [];
  const rejected: RejectedCall[] = [];
  for (const fact of facts) {
    try {
      rows.push(encodeCall(fact));
    } catch (error) {
      rejected.push({ call_id: String(fact?.call_id), reason: reasonOf(error) });
    }
  }
  const [first] = rejected;
  if (first === undefined) return rows;
  throw new BatchRejected(`${rejected.length} calls do not fit the ledger: ${first.reason}`, rejected);
}

function reasonOf(error: unknown): string {
  if (error instanceof Unstorable) return error.message;
  return `not a call: ${error instanceof Error ? error.message : String(error)}`;
}

/** Which of some columns a batch needs. */
class Used {
  private readonly all: readonly string[];
  private readonly unseen: Set<number>;
  private wanted: number[] | undefined;

  constructor(all: readonly string[]) {
    this.all = all;
    this.unseen = new Set(all.keys());
  }

  see(values: readonly unknown[]): void {
    for (const i of this.unseen) if (!isDefault(this.all[i], values[i])) this.unseen.delete(i);
  }

  get columns(): string[] {
    return this.indices.map((i) => this.all[i] ?? '');
  }

  /** Values as JSON, without the brackets. */
  text(values: readonly unknown[]): string {
    return json(this.indices.map((i) => values[i])).slice(1, -1);
  }

  private get indices(): number[] {
    this.wanted ??= [...this.all.keys()].filter((i) => !this.unseen.has(i));
    return this.wanted;
  }
}

/** Whether the column's own default says the same. */
function isDefault(column: string | undefined, value: unknown): boolean {
  if (column === 'call_count') return value === 1;
  if (value === '' || value === false || value === null || value === 0 || value === ZERO) return true;
  if (typeof value !== 'object') return false;
  for (const _ in value) return false;
  return true;
}

const ZERO = '0.000000000000';

function line(own: string, shared: string): string {
  return own === '' ? `[${shared}]` : `[${own},${shared}]`;
}

function lines(rows: readonly string[]): Buffer {
  return Buffer.from(`${rows.join('\n')}\n`);
}

const LONE_SURROGATE = /\\ud[89a-f][0-9a-f]{2}/;

/** JSON whose strings are valid Unicode: half a surrogate pair, cut from some text, becomes U+FFFD. */
function json(row: readonly unknown[]): string {
  const text = JSON.stringify(row);
  if (!LONE_SURROGATE.test(text)) return text;
  return JSON.stringify(row, (_, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value,
  );
}
