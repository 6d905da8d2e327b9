import { WeirError } from '@weir/core/errors';

/** ClickHouse codes that say "this row cannot be read": parse, type and range errors. */
const DATA_ERROR_CODES = new Set([
  6, 25, 26, 27, 33, 38, 41, 53, 69, 70, 72, 117, 131, 321, 349, 407, 467, 691,
]);

/** Whether rows are at fault, by the code the engine gave. */
export function isDataCode(code: number): boolean {
  return DATA_ERROR_CODES.has(code);
}

export function ledgerUnavailable(cause: unknown, what = 'The ledger could not answer'): WeirError {
  return new WeirError('ledger_unavailable', what, {
    remedy: 'Try again; if it persists, see the log of the control process.',
    cause,
  });
}

/** The person who asked has gone, or asked for something else. */
export function cancelled(cause?: unknown): WeirError {
  return new WeirError('cancelled', 'The query was cancelled', {
    remedy: 'Ask again when the figures are wanted.',
    cause,
  });
}
