import type { PlaygroundAnswer, PlaygroundRequest } from '@weir/core/contract';
import { useSyncExternalStore } from 'react';

/** What was sent since the page was loaded. In memory only: prompts are kept nowhere. */
export interface Sent {
  id: number;
  at: string;
  request: PlaygroundRequest;
  answer: PlaygroundAnswer;
  /** From sending to the end of the answer, as this page saw it. */
  ms: number;
}

const MOST = 30;
let sent: readonly Sent[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

const publish = (next: readonly Sent[]) => {
  sent = next;
  for (const listener of listeners) listener();
};

/** Newest first, bounded. Returns its id. */
export function remember(one: Omit<Sent, 'id'>): number {
  lastId += 1;
  publish([{ ...one, id: lastId }, ...sent].slice(0, MOST));
  return lastId;
}

export const forget = (): void => publish([]);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useHistory = (): readonly Sent[] => useSyncExternalStore(subscribe, () => sent);
