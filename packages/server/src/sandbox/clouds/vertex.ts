import { ANTHROPIC_ROUTES } from '../anthropic/routes.ts';
import { GEMINI_METHODS } from '../gemini/routes.ts';
import { answerPlain, follow, type Route } from '../intake.ts';

const TOKEN_SECONDS = 3_600;

export const VERTEX_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/token$/,
    answer: (exchange) =>
      answerPlain(exchange, ({ world }) => ({
        access_token: `ya29.sandbox-${world.nextId(32)}`,
        expires_in: TOKEN_SECONDS,
        token_type: 'Bearer',
      })),
  },
  {
    method: 'POST',
    path: /^\/anthropic\/models\/count-tokens:rawPredict$/,
    answer: async (exchange) => {
      await follow(ANTHROPIC_ROUTES, exchange, '/messages/count_tokens');
    },
  },
  {
    method: 'POST',
    path: /^\/anthropic\/models\/([^/]+):(rawPredict|streamRawPredict)$/,
    answer: async (exchange, [model = '', method]) => {
      const patch = { model: model.replace('@', '-'), stream: method === 'streamRawPredict' };
      await follow(ANTHROPIC_ROUTES, { ...exchange, patch }, '/messages');
    },
  },
  ...GEMINI_METHODS,
];
