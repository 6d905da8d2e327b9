import type { Dialect } from '@weir/core/contract';

/** What can be sent as JSON and shown as an answer; files and sound need a client of the provider. */
export const OPERATIONS: Record<Dialect, readonly string[]> = {
  openai: ['chat.completions', 'responses', 'completions', 'embeddings', 'moderations', 'images.generations'],
  anthropic: ['messages', 'messages.count_tokens'],
  gemini: ['generate_content', 'stream_generate_content', 'count_tokens', 'embed_content'],
};

/** Operations that messages can be written for; the others are written as JSON. */
const CONVERSATIONS: ReadonlySet<string> = new Set([
  'chat.completions',
  'responses',
  'messages',
  'messages.count_tokens',
  'generate_content',
  'stream_generate_content',
  'count_tokens',
]);
export const isConversation = (operation: string): boolean => CONVERSATIONS.has(operation);

export const firstOperation = (dialect: Dialect): string => OPERATIONS[dialect][0] ?? '';

export const STANDARD_MODEL: Record<Dialect, string> = {
  openai: 'gpt-4o-mini',
  anthropic: 'claude-haiku-4-5',
  gemini: 'gemini-2.5-flash',
};
