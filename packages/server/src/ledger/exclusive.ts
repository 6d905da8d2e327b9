/** Runs one piece of work after another, in the order asked. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * "Which of these are there already?" and "then add the others" must not be interleaved with another's: two imports of
 * overlapping files would both find their rows missing and both add them. The ledger has one writing process, so this
 * suffices.
 */
export function createExclusive(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}
