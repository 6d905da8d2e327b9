import { ERROR_CODES, type ErrorCode } from '@weir/core/errors';

/** Documented in `weir --help`; scripts may rely on them. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  unreachable: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed, or a check found something wrong',
  2: 'the command, an option or a value is wrong',
  3: 'there is no such thing',
  4: 'conflict: it exists already, or another process holds the data directory',
  5: 'Weir cannot be reached, or it does not accept the token',
  130: 'interrupted with Ctrl-C',
};

const BY_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  401: EXIT.unreachable,
  403: EXIT.unreachable,
  404: EXIT.notFound,
  405: EXIT.usage,
  409: EXIT.conflict,
  413: EXIT.usage,
  422: EXIT.usage,
};

/** Exit code for an answer of the admin API. */
export function exitForStatus(status: number): ExitCode {
  return BY_STATUS[status] ?? EXIT.failed;
}

export function exitForCode(code: string): ExitCode {
  return code in ERROR_CODES ? exitForStatus(ERROR_CODES[code as ErrorCode].status) : EXIT.failed;
}
