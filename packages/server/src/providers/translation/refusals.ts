import { WeirError } from '@weir/core/errors';

/** The request asks for something that has no counterpart on the other side. */
export function notTranslatable(field: string, what: string, remedy: string): WeirError {
  return new WeirError('not_translatable', `${field}: ${what}.`, { field, remedy });
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
  return new WeirError('body_invalid', `${field} ${what}.`, {
    field,
    remedy: `Correct ${field} in the request body.`,
  });
}

/** The provider's answer is not what its dialect promises. */
export function malformedAnswer(what: string): WeirError {
  return new WeirError('upstream_malformed', `The provider's answer cannot be read: ${what}.`, {
    remedy: 'Try again; if it persists, tell the operator of this gateway.',
  });
}
