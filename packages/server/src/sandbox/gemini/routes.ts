import { isObject, type Json } from '../fields.ts';
import { answerPlain, begin, type Route, readJson, reply } from '../intake.ts';
import { countTokens } from '../tokens.ts';
import type { Exchange } from '../world.ts';
import { CACHED_CONTENT_ROUTES } from './cached-contents.ts';
import { textOf } from './contents.ts';
import { answerEmbed } from './embeddings.ts';
import { answerGenerate } from './generate-content.ts';
import { geminiModel, geminiModelList } from './models.ts';
import { findGemini, parseGenerateRequest } from './request.ts';

/** What is asked of a model by `/models/{model}:{method}`; the same here and on Vertex. */
export const GEMINI_METHODS: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/models\/([^/]+):(generateContent|streamGenerateContent)$/,
    async answer(exchange, [model = '', method]) {
      const { body, seed } = await readJson(exchange);
      const request = parseGenerateRequest(body, model, exchange.world.models);
      const turn = await begin(exchange, seed, request.prompt.lastUserText);
      if (turn === undefined) return;
      const framing = exchange.target.query.get('alt') === 'sse' ? 'sse' : 'array';
      await answerGenerate(turn, request, method === 'streamGenerateContent' ? framing : undefined);
    },
  },
  { method: 'POST', path: /^\/models\/([^/]+):countTokens$/, answer: count },
  {
    method: 'POST',
    path: /^\/models\/([^/]+):(embedContent|batchEmbedContents)$/,
    async answer(exchange, [model = '', method]) {
      const { body, seed } = await readJson(exchange);
      const turn = await begin(exchange, seed, textOf(body['content']));
      if (turn !== undefined) await answerEmbed(turn, model, body, method === 'batchEmbedContents');
    },
  },
];

export const GEMINI_ROUTES: readonly Route[] = [
  ...GEMINI_METHODS,
  ...CACHED_CONTENT_ROUTES,
  {
    method: 'GET',
    path: /^\/models$/,
    answer: (exchange) => answerPlain(exchange, ({ world }) => geminiModelList(world.models)),
  },
  {
    method: 'GET',
    path: /^\/models\/([^/:]+)$/,
    answer: (exchange, [name = '']) =>
      answerPlain(exchange, ({ world }) =>
        geminiModel((world.models.find('gemini', name) ?? findGemini(world.models, name, 'chat')).model),
      ),
  },
];

/** The count a call with this body is billed for. */
async function count(exchange: Exchange, [name = '']: readonly string[]): Promise<void> {
  const { body, seed } = await readJson(exchange);
  const whole = body['generateContentRequest'];
  const asked: Json = isObject(whole) ? whole : body;
  const request = parseGenerateRequest(asked, name, exchange.world.models);
  const turn = await begin(exchange, seed, request.prompt.lastUserText);
  if (turn === undefined) return;
  const totalTokens = countTokens(request.rendered);
  await reply(turn, { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] });
}
