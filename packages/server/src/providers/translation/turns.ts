import type { AssistantPart, AssistantTurn, Conversation, TextPart, Turn, UserTurn } from './conversation.ts';

/** System messages that follow a turn are collected with those before it: most dialects know only one place. */
export function hoistedSystem(conversation: Conversation): TextPart[] {
  const later = conversation.turns.flatMap((turn) => (turn.role === 'system' ? turn.parts : []));
  return [...conversation.system, ...later];
}

/** Turns of user and assistant in strict alternation: neighbours of the same role become one. */
export function alternating(turns: readonly Turn[]): (UserTurn | AssistantTurn)[] {
  const spoken = turns.filter((turn) => turn.role !== 'system' && turn.parts.length > 0);
  return runsOf(spoken).map((run) => {
    const [first] = run;
    return first.role === 'user'
      ? { role: 'user', parts: run.flatMap((turn) => (turn.role === 'user' ? turn.parts : [])) }
      : { role: 'assistant', parts: run.flatMap((turn) => (turn.role === 'assistant' ? turn.parts : [])) };
  });
}

/** Neighbours of the same role, in order. Collected, not put together one by one: conversations may have many turns. */
function runsOf<T extends { readonly role: string }>(turns: readonly T[]): [T, ...T[]][] {
  const runs: [T, ...T[]][] = [];
  for (const turn of turns) {
    const last = runs.at(-1);
    if (last?.[0].role === turn.role) last.push(turn);
    else runs.push([turn]);
  }
  return runs;
}

/** Tool results stand before anything else the user says in the same turn. */
export function resultsFirst(parts: UserTurn['parts']): UserTurn['parts'] {
  return [
    ...parts.filter((part) => part.type === 'tool_result'),
    ...parts.filter((part) => part.type !== 'tool_result'),
  ];
}

/** Names of tools by the id of the call: some dialects repeat the name with the result, some do not. */
export class CallNames {
  private readonly names = new Map<string, string>();

  called(id: string, name: string): void {
    this.names.set(id, name);
  }

  nameOf(id: string): string {
    return this.names.get(id) ?? id;
  }
}

/**
 * Dialects without a field for the signature of a call put it into a thought right before the call. Here it goes
 * back to the call; a thought that was nothing else disappears.
 */
export function withCallSignatures(given: readonly AssistantPart[]): AssistantPart[] {
  const parts: AssistantPart[] = [];
  for (const part of given) {
    const before = parts.at(-1);
    if (part.type === 'tool_call' && before?.type === 'reasoning' && before.signature?.family === 'gemini') {
      if (before.text === '') parts.pop();
      parts.push({ ...part, signature: before.signature });
    } else parts.push(part);
  }
  return parts;
}
