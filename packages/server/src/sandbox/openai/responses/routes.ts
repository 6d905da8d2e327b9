import type { Json } from '../../fields.ts';
import { answerPlain, begin, type Route, readJson, reply } from '../../intake.ts';
import { planLatency } from '../../latency.ts';
import { countTokens } from '../../tokens.ts';
import type { Exchange, Turn } from '../../world.ts';
import { finishedBody } from './body.ts';
import { composeResponse } from './output.ts';
import { parseResponsesRequest, type ResponsesRequest } from './request.ts';
import { contextBefore, findResponse, removeResponse, storeResponse } from './stored.ts';
import { sendResponseStream } from './stream.ts';

export const RESPONSES_ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/responses$/, answer: create },
  {
    method: 'POST',
    path: /^\/responses\/input_tokens$/,
    async answer(exchange) {
      const { request, turn } = await understand(exchange);
      if (turn === undefined) return;
      await reply(turn, { object: 'response.input_tokens', input_tokens: countTokens(request.rendered) + 3 });
    },
  },
  {
    method: 'GET',
    path: /^\/responses\/([^/]+)$/,
    answer: (exchange, [id = '']) => answerPlain(exchange, () => findResponse(exchange, id).body),
  },
  {
    method: 'DELETE',
    path: /^\/responses\/([^/]+)$/,
    answer: (exchange, [id = '']) =>
      answerPlain(exchange, () => {
        removeResponse(exchange, id);
        return { id, object: 'response', deleted: true };
      }),
  },
  {
    method: 'GET',
    path: /^\/responses\/([^/]+)\/input_items$/,
    answer: (exchange, [id = '']) =>
      answerPlain(exchange, () => {
        const { input } = findResponse(exchange, id);
        const data = exchange.target.query.get('order') === 'asc' ? input : input.toReversed();
        return {
          object: 'list',
          data,
          first_id: data[0]?.['id'] ?? null,
          last_id: data.at(-1)?.['id'] ?? null,
          has_more: false,
        };
      }),
  },
];

async function understand(
  exchange: Exchange,
): Promise<{ request: ResponsesRequest; before: readonly Json[]; turn: Turn | undefined }> {
  const { body, seed } = await readJson(exchange);
  const before = contextBefore(exchange, body['previous_response_id']);
  const request = parseResponsesRequest(body, before, exchange.world.models);
  return { request, before, turn: await begin(exchange, seed, request.prompt.lastUserText) };
}

async function create(exchange: Exchange): Promise<void> {
  const { request, before, turn } = await understand(exchange);
  if (turn === undefined) return;
  const composed = composeResponse(turn, request);
  const plan = planLatency(turn.world.latency, request.model.tier, composed.thinking, turn.random);
  const body = finishedBody(composed, turn.directives.noUsage === true);
  if (request.store) {
    storeResponse(turn, {
      body,
      input: request.input.map((item) => storedItem(turn, item)),
      context: [...before, ...request.input, ...composed.output],
    });
  }
  if (request.stream) {
    await sendResponseStream(turn, composed, plan);
    return;
  }
  await reply(turn, body, plan.firstTokenMs + composed.reply.tokens * plan.msPerToken);
}

/** Input comes in short forms; what is kept has an id, a type and content in parts. */
function storedItem({ world }: Turn, item: Json): Json {
  if (item['type'] !== undefined && item['type'] !== 'message') {
    return { id: `item_sandbox_${world.nextId(24)}`, ...item };
  }
  const { role, content } = item;
  const type = role === 'assistant' ? 'output_text' : 'input_text';
  return {
    id: `msg_sandbox_${world.nextId(32)}`,
    type: 'message',
    status: 'completed',
    content: typeof content === 'string' ? [{ type, text: content }] : content,
    role,
  };
}
