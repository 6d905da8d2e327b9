import type { LiveEvent } from '@weir/core/contract';

/** Tells open consoles what changed. */
export interface Events {
  tell(event: LiveEvent): void;
  subscribe(listener: (event: LiveEvent) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    tell(event) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
