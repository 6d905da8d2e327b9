/** What goes wrong with the next requests whose statement contains `match`. */
export type FrontFault = { match?: string; times?: number } & (
  | { kind: 'error'; text: string }
  | { kind: 'slow'; ms: number }
  /** The connection breaks before anything is done, after an insert was done, or in the middle of an answer. */
  | { kind: 'cut_before' }
  | { kind: 'cut_after' }
  | { kind: 'cut_stream' }
  | { kind: 'none' }
);

export const DISK_FULL =
  'Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space. (NOT_ENOUGH_SPACE)';
export const OUT_OF_MEMORY =
  'Code: 241. DB::Exception: (total) memory limit exceeded: would use 8.00 GiB. (MEMORY_LIMIT_EXCEEDED)';

export class Faults {
  private fault: FrontFault = { kind: 'none' };
  private left = 0;

  set(fault: FrontFault): void {
    this.fault = fault;
    this.left = fault.times ?? Number.POSITIVE_INFINITY;
  }

  next(sql: string): FrontFault | undefined {
    const { kind, match } = this.fault;
    if (kind === 'none' || this.left <= 0 || (match !== undefined && !sql.includes(match))) return undefined;
    this.left -= 1;
    return this.fault;
  }
}

/** Status, code and text as a server sends them. */
export function exceptionText(error: unknown): { status: number; code: string; text: string } {
  const message = error instanceof Error ? error.message : String(error);
  const [, code = '1000'] = /Code: (\d+)/.exec(message) ?? [];
  const known = message.startsWith('Code: ')
    ? message
    : `Code: 1000. DB::Exception: ${message} (POCO_EXCEPTION)`;
  return { status: STATUS[code] ?? 500, code, text: `${known} (version 26.7.2.1)\n` };
}

const STATUS: Readonly<Record<string, number>> = {
  '60': 404,
  '81': 404,
  '62': 400,
  '516': 403,
};
