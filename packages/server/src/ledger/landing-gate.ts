import type { Ledger } from './statement-port.ts';

/** Lets whoever needs the ledger to stand still hold up what lands; nothing is refused, it waits. */
export interface LandingGate {
  /** Runs `work` as soon as nobody holds the gate. */
  pass<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for what is landing, then runs `work` while nothing lands. Holders take turns. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

export function createLandingGate(): LandingGate {
  let open: Promise<unknown> = Promise.resolve();
  const landing = new Set<Promise<unknown>>();
  return {
    async pass(work) {
      for (let seen: unknown; seen !== open; ) {
        seen = open;
        await open;
      }
      const mine = work();
      landing.add(mine);
      try {
        return await mine;
      } finally {
        landing.delete(mine);
      }
    },
    hold(work) {
      const before = open;
      const mine = before.then(async () => {
        await Promise.allSettled([...landing]);
        return work();
      });
      open = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** The ledger whose batches wait at the gate, each as a whole: its calls never land without its charges. */
export function gated(ledger: Ledger, gate: LandingGate): Ledger {
  const { statements, outcomes } = ledger;
  return {
    ...ledger,
    append: (batch) => gate.pass(() => ledger.append(batch)),
    statements: { ...statements, append: (lines) => gate.pass(() => statements.append(lines)) },
    outcomes: { ...outcomes, append: (records, at) => gate.pass(() => outcomes.append(records, at)) },
  };
}
