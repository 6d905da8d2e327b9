import { ANTHROPIC_ROUTES } from './anthropic/routes.ts';
import { ApiError } from './api-error.ts';
import { AZURE_ROUTES } from './clouds/azure.ts';
import { BEDROCK_ROUTES } from './clouds/bedrock.ts';
import { VERTEX_ROUTES } from './clouds/vertex.ts';
import { GEMINI_ROUTES } from './gemini/routes.ts';
import { sendJson } from './http.ts';
import { follow, type Route } from './intake.ts';
import { OPENAI_ROUTES } from './openai/routes.ts';
import { authenticate } from './policing.ts';
import type { Target } from './target.ts';
import type { Exchange } from './world.ts';

const ROUTES: Record<NonNullable<Target['front']> | Target['dialect'], readonly Route[]> = {
  openai: OPENAI_ROUTES,
  anthropic: ANTHROPIC_ROUTES,
  gemini: GEMINI_ROUTES,
  azure: AZURE_ROUTES,
  bedrock: BEDROCK_ROUTES,
  vertex: VERTEX_ROUTES,
};

/** Answers one request or throws ApiError. */
export async function dispatch(exchange: Exchange): Promise<void> {
  const { req, res, target } = exchange;
  if (req.url === '/health') {
    sendJson(res, 200, { 'x-weir-sandbox': 'true' }, { status: 'ok' });
    return;
  }
  const path = target.route;
  if (path === undefined) {
    throw new ApiError(
      404,
      'not_found',
      `Unknown path ${req.url}. The sandbox answers under /openai/v1, /anthropic/v1, /gemini/v1beta, /azure, /bedrock and /vertex.`,
    );
  }
  authenticate(exchange);
  if (await follow(ROUTES[target.front ?? target.dialect], exchange, path)) return;
  throw new ApiError(404, 'not_found', `Unknown request: ${req.method} ${req.url}`);
}
