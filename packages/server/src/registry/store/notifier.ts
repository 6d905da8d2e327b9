export interface Notifier {
  subscribe(listener: (version: number) => void): () => void;
  notify(version: () => number): void;
}

/** Tells listeners in a turn of the event loop of their own, so a burst of changes is compiled once and a listener's
 * mistake is not taken for a failed change. */
export function createNotifier(): Notifier {
  const listeners = new Set<(version: number) => void>();
  let due = false;
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify(version) {
      if (due) return;
      due = true;
      setImmediate(() => {
        due = false;
        for (const listener of [...listeners]) listener(version());
      });
    },
  };
}
