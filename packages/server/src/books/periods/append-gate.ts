import type { LedgerStore } from '../../ledger/port.ts';

/**
 * Knows which appends are under way. Closing a month waits for those that began before it: they were classed as before
 * the closing, so they have to be part of what is closed.
 */
export interface AppendGate {
  /** The same store; its appends are counted. */
  wrap<T extends Pick<LedgerStore, 'append'>>(store: T): T;
  /** Resolves when every append that is under way now has ended, well or not. */
  drain(): Promise<void>;
}

export function createAppendGate(): AppendGate {
  const underway = new Set<Promise<void>>();
  return {
    wrap(store) {
      return new Proxy(store, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          const method = value.bind(target) as (...given: unknown[]) => unknown;
          if (name !== 'append') return method;
          return (...given: unknown[]) => {
            const running = Promise.resolve(method(...given));
            const ended: Promise<void> = running.then(
              () => void underway.delete(ended),
              () => void underway.delete(ended),
            );
            underway.add(ended);
            return running;
          };
        },
      });
    },
    async drain() {
      await Promise.all([...underway]);
    },
  };
}
