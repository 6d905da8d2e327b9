import { ApiError } from '../api-error.ts';
import { answerPlain, begin, type Route, readJson } from '../intake.ts';
import { MESSAGE_BATCH_ROUTES } from './batches/routes.ts';
import { ANTHROPIC_FILE_ROUTES } from './files.ts';
import { answerCountTokens, answerMessages } from './messages.ts';
import { anthropicModel, anthropicModelList } from './models.ts';
import { parseMessagesRequest } from './request.ts';

export const ANTHROPIC_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/messages$/,
    async answer(exchange) {
      const { body, seed } = await readJson(exchange);
      const request = parseMessagesRequest(body, true, exchange.world.models);
      const turn = await begin(exchange, seed, request.prompt.lastUserText);
      if (turn !== undefined) await answerMessages(turn, request);
    },
  },
  {
    method: 'POST',
    path: /^\/messages\/count_tokens$/,
    async answer(exchange) {
      const { body, seed } = await readJson(exchange);
      const request = parseMessagesRequest(body, false, exchange.world.models);
      const turn = await begin(exchange, seed, request.prompt.lastUserText);
      if (turn !== undefined) await answerCountTokens(turn, request);
    },
  },
  ...MESSAGE_BATCH_ROUTES,
  ...ANTHROPIC_FILE_ROUTES,
  {
    method: 'GET',
    path: /^\/models$/,
    answer: (exchange) => answerPlain(exchange, ({ world }) => anthropicModelList(world.models)),
  },
  {
    method: 'GET',
    path: /^\/models\/(.+)$/,
    answer: (exchange, [name = '']) =>
      answerPlain(exchange, ({ world }) => {
        if (world.models.find('anthropic', name) === undefined) {
          throw new ApiError(404, 'not_found', `model: ${name}`);
        }
        return anthropicModel(name);
      }),
  },
];
