import { answerPlain, begin, type Route, readJson } from '../intake.ts';
import { BATCH_ROUTES } from './batches/routes.ts';
import { answerChat } from './chat.ts';
import { answerEmbeddings } from './embeddings.ts';
import { FILE_ROUTES } from './files.ts';
import { MEDIA_ROUTES } from './media-routes.ts';
import { openaiModel, openaiModelList } from './models.ts';
import { modelNotFound, parseChatRequest } from './request.ts';
import { RESPONSES_ROUTES } from './responses/routes.ts';

export const OPENAI_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/chat\/completions$/,
    async answer(exchange) {
      const { body, seed } = await readJson(exchange);
      const request = parseChatRequest(body, exchange.world.models);
      const turn = await begin(exchange, seed, request.prompt.lastUserText);
      if (turn !== undefined) await answerChat(turn, request);
    },
  },
  {
    method: 'POST',
    path: /^\/embeddings$/,
    async answer(exchange) {
      const { body, seed } = await readJson(exchange);
      const turn = await begin(exchange, seed, typeof body['input'] === 'string' ? body['input'] : '');
      if (turn !== undefined) await answerEmbeddings(turn, body);
    },
  },
  ...RESPONSES_ROUTES,
  ...MEDIA_ROUTES,
  ...FILE_ROUTES,
  ...BATCH_ROUTES,
  {
    method: 'GET',
    path: /^\/models$/,
    answer: (exchange) => answerPlain(exchange, ({ world }) => openaiModelList(world.models)),
  },
  {
    method: 'GET',
    path: /^\/models\/(.+)$/,
    answer: (exchange, [name = '']) =>
      answerPlain(exchange, ({ world }) => {
        if (world.models.find('openai', name) === undefined) throw modelNotFound(name);
        return openaiModel(name);
      }),
  },
];
