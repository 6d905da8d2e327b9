import { WeirError } from '@weir/core/errors';

/** The request asks for something that has no counterpart on the other side. */
export function notTranslatable(field: string, what: string, remedy: string): WeirError {
  const named = quoted(field);
  return new WeirError('not_translatable', `${named}: ${quoted(what)}.`, {
    field: named,
    remedy: quoted(remedy),
  });
}

/** Names come from callers, of any length: what is said of them is not. */
const LONGEST_QUOTE = 300;

function quoted(text: string): string {
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`;
}

/** Names of the dialects for people. */
const SPOKEN = {
  openai: 'OpenAI',
  anthropic: 'Anthropic',
  gemini: 'Gemini',
  converse: 'Bedrock Converse',
} as const;

/** A setting the target has no words for. */
export function unspeakable(target: keyof typeof SPOKEN, field: string, remedy?: string): WeirError {
  return notTranslatable(
    field,
    `cannot be carried to a model that is reached through the ${SPOKEN[target]} dialect`,
    remedy ?? `Remove ${field}, or ask for a model that is served in the dialect of your client.`,
  );
}

export function bodyInvalid(field: string, what: string): WeirError {
  const named = quoted(field);
  return new WeirError('body_invalid', `${named} ${quoted(what)}.`, {
    field: named,
    remedy: `Correct ${named} in the request body.`,
  });
}

/** The provider's answer is not what its dialect promises. */
export function malformedAnswer(what: string): WeirError {
  return new WeirError('upstream_malformed', `The provider's answer cannot be read: ${quoted(what)}.`, {
    remedy: 'Try again; if it persists, tell the operator of this gateway.',
  });
}
