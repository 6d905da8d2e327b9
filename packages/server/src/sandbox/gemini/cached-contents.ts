import { ApiError, invalidRequest } from '../api-error.ts';
import { isObject, type Json } from '../fields.ts';
import { answerPlain, begin, type Route, readJson, reply } from '../intake.ts';
import { shelfPerWorld } from '../shelf.ts';
import { countTokens } from '../tokens.ts';
import type { Exchange } from '../world.ts';
import { renderContents } from './contents.ts';
import { findGemini } from './request.ts';

interface CachedContent {
  name: string;
  model: string;
  displayName?: string;
  createdAt: number;
  updatedAt: number;
  expiresAt: number;
  rendered: string;
}

const KEPT = 200;
const DEFAULT_TTL_MS = 3_600_000;
/** Less is refused. */
const LEAST_TOKENS = 1_024;
const shelfOf = shelfPerWorld<CachedContent>(KEPT);

/** Tokens of explicitly cached content; throws as the real API does when it is gone or was made for another model. */
export function cachedContentTokens(exchange: Exchange, name: string, model: string): number {
  const cached = find(exchange, name);
  if (cached.model !== model) {
    throw invalidRequest(
      `Model used by GenerateContent request (models/${model}) and CachedContent (models/${cached.model}) has to be the same.`,
    );
  }
  return countTokens(cached.rendered);
}

export const CACHED_CONTENT_ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/cachedContents$/, answer: create },
  {
    method: 'GET',
    path: /^\/cachedContents$/,
    answer: (exchange) =>
      answerPlain(exchange, ({ world, account }) => ({
        cachedContents: shelfOf(world)
          .list(account)
          .filter(({ expiresAt }) => expiresAt > world.clock.now())
          .map(describe),
      })),
  },
  {
    method: 'GET',
    path: /^\/(cachedContents\/[^/]+)$/,
    answer: (exchange, [name = '']) => answerPlain(exchange, () => describe(find(exchange, name))),
  },
  {
    method: 'PATCH',
    path: /^\/(cachedContents\/[^/]+)$/,
    async answer(exchange, [name = '']) {
      const { body, seed } = await readJson(exchange);
      const cached = find(exchange, name);
      const turn = await begin(exchange, seed, '');
      if (turn === undefined) return;
      const now = exchange.world.clock.now();
      const renewed = { ...cached, updatedAt: now, expiresAt: expiryOf(body, now) };
      shelfOf(exchange.world).put(exchange.account, name, renewed);
      await reply(turn, describe(renewed));
    },
  },
  {
    method: 'DELETE',
    path: /^\/(cachedContents\/[^/]+)$/,
    answer: (exchange, [name = '']) =>
      answerPlain(exchange, ({ world, account }) => {
        find(exchange, name);
        shelfOf(world).remove(account, name);
        return {};
      }),
  },
];

async function create(exchange: Exchange): Promise<void> {
  const { world, account } = exchange;
  const { body, seed } = await readJson(exchange);
  const { model } = findGemini(world.models, String(body['model'] ?? ''), 'chat');
  const contents = Array.isArray(body['contents']) ? body['contents'] : [];
  const tools = body['tools'] === undefined ? '' : JSON.stringify(body['tools']);
  const rendered = tools + renderContents([body['systemInstruction'], ...contents]);
  const tokens = countTokens(rendered);
  if (tokens < LEAST_TOKENS) {
    throw invalidRequest(
      `Cached content is too small. total_token_count=${tokens}, min_total_token_count=${LEAST_TOKENS}`,
    );
  }
  const turn = await begin(exchange, seed, '');
  if (turn === undefined) return;
  const now = world.clock.now();
  const cached: CachedContent = {
    name: `cachedContents/sandbox-${world.nextId(16).toLowerCase()}`,
    model: model.id,
    ...(typeof body['displayName'] === 'string' ? { displayName: body['displayName'] } : {}),
    createdAt: now,
    updatedAt: now,
    expiresAt: expiryOf(body, now),
    rendered,
  };
  shelfOf(world).put(account, cached.name, cached);
  await reply(turn, describe(cached));
}

function find({ world, account }: Exchange, name: string): CachedContent {
  const cached = shelfOf(world).get(account, name);
  if (cached !== undefined && cached.expiresAt > world.clock.now()) return cached;
  throw new ApiError(403, 'permission', 'CachedContent not found (or permission denied)');
}

function expiryOf(body: Json, now: number): number {
  const { ttl, expireTime } = isObject(body['cachedContent']) ? body['cachedContent'] : body;
  if (typeof expireTime === 'string') return Date.parse(expireTime);
  const seconds = typeof ttl === 'string' ? /^([\d.]+)s$/.exec(ttl)?.[1] : undefined;
  return now + (seconds === undefined ? DEFAULT_TTL_MS : Number(seconds) * 1_000);
}

function describe(cached: CachedContent): unknown {
  return {
    name: cached.name,
    model: `models/${cached.model}`,
    ...(cached.displayName === undefined ? {} : { displayName: cached.displayName }),
    createTime: new Date(cached.createdAt).toISOString(),
    updateTime: new Date(cached.updatedAt).toISOString(),
    expireTime: new Date(cached.expiresAt).toISOString(),
    usageMetadata: { totalTokenCount: countTokens(cached.rendered) },
  };
}
