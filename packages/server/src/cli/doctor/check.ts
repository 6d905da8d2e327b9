export type Level = 'ok' | 'warn' | 'fail';

/** One line of `weir doctor`. `remedy` is there unless all is well. */
export interface Check {
  check: string;
  level: Level;
  detail: string;
  remedy?: string;
}

export const ok = (check: string, detail: string): Check => ({ check, level: 'ok', detail });
export const warn = (check: string, detail: string, remedy: string): Check => ({
  check,
  level: 'warn',
  detail,
  remedy,
});
export const fail = (check: string, detail: string, remedy: string): Check => ({
  check,
  level: 'fail',
  detail,
  remedy,
});

/** A check that itself breaks is a failed check, not a broken doctor. */
export async function guarded(check: string, work: () => Promise<Check[]> | Check[]): Promise<Check[]> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const remedy = (error as { remedy?: string; body?: { remedy?: string } } | undefined) ?? {};
    return [
      fail(check, message, remedy.remedy ?? remedy.body?.remedy ?? 'Mend this first, then run it again.'),
    ];
  }
}
