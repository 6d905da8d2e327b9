import type { TaskHistory } from './port.ts';

/** What calls of a task come to. */
export interface Figures {
  steps: number;
  toolCalls: number;
  tokens: number;
  retries: number;
  cost: bigint;
}

export function noFigures(): Figures {
  return { steps: 0, toolCalls: 0, tokens: 0, retries: 0, cost: 0n };
}

export function figuresOf(history: TaskHistory | undefined): Figures {
  if (history === undefined) return noFigures();
  const { steps, toolCalls, tokens, retries, cost } = history;
  return { steps, toolCalls, tokens, retries, cost };
}

export function add(to: Figures, more: Figures): void {
  to.steps += more.steps;
  to.toolCalls += more.toolCalls;
  to.tokens += more.tokens;
  to.retries += more.retries;
  to.cost += more.cost;
}

export function subtract(from: Figures, less: Figures): void {
  from.steps -= less.steps;
  from.toolCalls -= less.toolCalls;
  from.tokens -= less.tokens;
  from.retries -= less.retries;
  from.cost -= less.cost;
}
