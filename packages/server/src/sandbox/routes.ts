import { anthropicHeaders } from './anthropic/headers.ts';
import { answerCountTokens, answerMessages } from './anthropic/messages.ts';
import { anthropicModel, anthropicModelList } from './anthropic/models.ts';
import { parseMessagesRequest } from './anthropic/request.ts';
import { ApiError } from './api-error.ts';
import { parseDirectives } from './directives.ts';
import { playFaults, rollDirectives } from './faults.ts';
import { isObject, type Json } from './fields.ts';
import { parseObject, readBody, sendJson } from './http.ts';
import type { SandboxDialect } from './models.ts';
import { answerChat } from './openai/chat.ts';
import { answerEmbeddings } from './openai/embeddings.ts';
import { openaiHeaders } from './openai/headers.ts';
import { openaiModel, openaiModelList } from './openai/models.ts';
import { modelNotFound, parseChatRequest } from './openai/request.ts';
import { authenticate, countRequest } from './policing.ts';
import { createRandom, hash32 } from './random.ts';
import type { Exchange, Turn } from './world.ts';

/** Answers one request or throws ApiError. */
export async function dispatch(exchange: Exchange): Promise<void> {
  const { req, res, target } = exchange;
  if (req.url === '/health') {
    sendJson(res, 200, { 'x-weir-sandbox': 'true' }, { status: 'ok' });
    return;
  }
  const { dialect, route } = target;
  if (route === undefined) {
    throw new ApiError(
      404,
      'not_found',
      `Unknown path ${req.url}. The sandbox answers under /openai/v1 and /anthropic/v1.`,
    );
  }
  authenticate(exchange);
  if (req.method === 'GET') {
    sendModels(exchange, dialect, route);
    return;
  }
  const handler = req.method === 'POST' ? POST_ROUTES[`${dialect}${route}`] : undefined;
  if (handler === undefined) {
    throw new ApiError(404, 'not_found', `Unknown request: ${req.method} ${req.url}`);
  }
  await handler(exchange);
}

const POST_ROUTES: Record<string, (exchange: Exchange) => Promise<void>> = {
  'openai/chat/completions': async (exchange) => {
    const { body, seed } = await read(exchange);
    const request = parseChatRequest(body, exchange.world.models);
    const turn = await begin(exchange, seed, request.prompt.lastUserText);
    if (turn !== undefined) await answerChat(turn, request);
  },
  'openai/embeddings': async (exchange) => {
    const { body, seed } = await read(exchange);
    const turn = await begin(exchange, seed, typeof body['input'] === 'string' ? body['input'] : '');
    if (turn !== undefined) await answerEmbeddings(turn, body);
  },
  'anthropic/messages': async (exchange) => {
    const { body, seed } = await read(exchange);
    const request = parseMessagesRequest(body, true, exchange.world.models);
    const turn = await begin(exchange, seed, request.prompt.lastUserText);
    if (turn !== undefined) await answerMessages(turn, request);
  },
  'anthropic/messages/count_tokens': async (exchange) => {
    const { body, seed } = await read(exchange);
    const request = parseMessagesRequest(body, false, exchange.world.models);
    const turn = await begin(exchange, seed, request.prompt.lastUserText);
    if (turn !== undefined) answerCountTokens(turn, request);
  },
};

/** Fields that change how an answer travels, not what it says. */
const TRANSPORT_FIELDS = ['stream', 'stream_options', 'metadata', 'user'];

async function read(exchange: Exchange): Promise<{ body: Json; seed: number }> {
  const body = parseObject(await readBody(exchange.req, exchange.world.maxBodyBytes));
  const content: Json = { ...body };
  for (const field of TRANSPORT_FIELDS) delete content[field];
  return { body, seed: hash32(JSON.stringify(content), exchange.world.seed) };
}

/** Counts the request, plays the faults that come before an answer; undefined when one of them was the answer. */
async function begin(exchange: Exchange, seed: number, lastUserText: string): Promise<Turn | undefined> {
  countRequest(exchange);
  const header = exchange.req.headers['x-sandbox-fault'];
  const asked = parseDirectives(typeof header === 'string' ? header : undefined, lastUserText);
  const directives = Object.keys(asked).length > 0 ? asked : rollDirectives(exchange.world);
  const turn: Turn = { ...exchange, directives, random: createRandom(seed) };
  return (await playFaults(turn, seed)) ? turn : undefined;
}

function sendModels(exchange: Exchange, dialect: SandboxDialect, route: string): void {
  const headers = dialect === 'openai' ? openaiHeaders(exchange) : anthropicHeaders(exchange);
  if (route === '/models') {
    const list =
      dialect === 'openai'
        ? openaiModelList(exchange.world.models)
        : anthropicModelList(exchange.world.models);
    sendJson(exchange.res, 200, headers, list);
    return;
  }
  const name = decodeURIComponent(/^\/models\/(.+)$/.exec(route)?.[1] ?? '');
  const found = exchange.world.models.find(dialect, name);
  if (name === '' || !isObject(found)) throw modelNotFound(name);
  sendJson(exchange.res, 200, headers, dialect === 'openai' ? openaiModel(name) : anthropicModel(name));
}
