/** Requests as clients of each dialect write them, from what was typed. */

export interface Message {
  /** Only tells rows apart. */
  key: number;
  role: 'user' | 'assistant';
  content: string;
}

export interface Draft {
  operation: string;
  model: string;
  system: string;
  messages: readonly Message[];
  /** Whole number; empty leaves it to the provider. */
  maxTokens: string;
  /** Empty leaves it to the provider. */
  temperature: string;
}

type Body = Record<string, unknown>;

/** Anthropic insists on a limit. */
const STANDARD_LIMIT = 1_024;

const numberOf = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
const only = (name: string, value: unknown): Body => (value === undefined ? {} : { [name]: value });
const filled = (messages: readonly Message[]) => messages.filter(({ content }) => content.trim() !== '');
const plain = (messages: readonly Message[]) =>
  filled(messages).map(({ role, content }) => ({ role, content }));

/** The body for an operation of a conversation. */
export function bodyOf(draft: Draft): Body {
  const { operation, model, system, messages } = draft;
  const limit = numberOf(draft.maxTokens);
  const temperature = only('temperature', numberOf(draft.temperature));
  const instruction = system.trim() === '' ? undefined : system;
  switch (operation) {
    case 'responses':
      return {
        model,
        ...only('instructions', instruction),
        input: plain(messages),
        ...only('max_output_tokens', limit),
        ...temperature,
      };
    case 'messages':
      return {
        model,
        max_tokens: limit ?? STANDARD_LIMIT,
        ...only('system', instruction),
        messages: plain(messages),
        ...temperature,
      };
    case 'messages.count_tokens':
      return { model, ...only('system', instruction), messages: plain(messages) };
    case 'generate_content':
    case 'stream_generate_content':
    case 'count_tokens': {
      const settings = { ...only('maxOutputTokens', limit), ...temperature };
      const isCount = operation === 'count_tokens';
      return {
        model,
        ...(isCount
          ? {}
          : only(
              'systemInstruction',
              instruction === undefined ? undefined : { parts: [{ text: instruction }] },
            )),
        contents: filled(messages).map(({ role, content }) => ({
          role: role === 'assistant' ? 'model' : 'user',
          parts: [{ text: content }],
        })),
        ...(isCount || Object.keys(settings).length === 0 ? {} : { generationConfig: settings }),
      };
    }
    default: {
      const first = instruction === undefined ? [] : [{ role: 'system', content: instruction }];
      return {
        model,
        messages: [...first, ...plain(messages)],
        ...only('max_completion_tokens', limit),
        ...temperature,
      };
    }
  }
}

/** What raw JSON begins with for an operation that has no messages. */
export function templateOf(operation: string, model: string): Body {
  const text = 'What does a weir do?';
  switch (operation) {
    case 'embeddings':
      return { model: 'text-embedding-3-small', input: text };
    case 'embed_content':
      return { model: 'gemini-embedding-001', content: { parts: [{ text }] } };
    case 'moderations':
      return { model: 'omni-moderation-latest', input: text };
    case 'images.generations':
      return { model: 'gpt-image-1-mini', prompt: 'A weir in a quiet river, as a woodcut', n: 1 };
    case 'completions':
      return { model: 'gpt-3.5-turbo-instruct', prompt: text, max_tokens: 64 };
    default:
      return { model, messages: [{ role: 'user', content: text }] };
  }
}

/** The JSON object a text holds; else undefined. */
export function parseBody(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}
