/** Counts of a usage object: what is no count is unknown. */
export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The sum of what is known; unknown when the first is. */
export function sum(first: number | undefined, ...more: (number | undefined)[]): number | undefined {
  if (first === undefined) return undefined;
  return more.reduce<number>((total, part) => total + (part ?? 0), first);
}

/** The object without its undefined members. */
export function known<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
