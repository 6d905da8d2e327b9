import type { IncomingMessage, ServerResponse } from 'node:http';
import { anthropicErrorBody } from './anthropic/errors.ts';
import { anthropicHeaders } from './anthropic/headers.ts';
import { ApiError, reasonOfStatus } from './api-error.ts';
import { sendJson } from './http.ts';
import { openaiErrorBody } from './openai/errors.ts';
import { openaiHeaders } from './openai/headers.ts';
import { hash32 } from './random.ts';
import { dispatch } from './routes.ts';
import { targetOf } from './target.ts';
import { createWorld, type Exchange, type SandboxOptions, type World } from './world.ts';

/**
 * A request handler for node:http that answers as OpenAI under `/openai/v1` and as Anthropic under `/anthropic/v1`.
 * It calls nobody, keeps everything in memory, and labels each answer `x-weir-sandbox: true`.
 */
export function createSandbox(
  options: SandboxOptions = {},
): (req: IncomingMessage, res: ServerResponse) => void {
  const world = createWorld(options);
  return (req, res) => {
    const exchange = open(world, req, res);
    dispatch(exchange).catch((error: unknown) => fail(exchange, error));
  };
}

function open(world: World, req: IncomingMessage, res: ServerResponse): Exchange {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  const key = keyOf(req);
  return {
    world,
    req,
    res,
    target: targetOf(req),
    requestId: `req_sandbox_${world.nextId(24)}`,
    account: hash32(key).toString(36),
    gone: gone.signal,
  };
}

/** The caller's key as either dialect sends it; empty when there is none. */
function keyOf(req: IncomingMessage): string {
  const key = req.headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return key;
  return /^Bearer\s+(\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';
}

function fail(exchange: Exchange, error: unknown): void {
  const { res, requestId, target } = exchange;
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(
          500,
          reasonOfStatus(500),
          'The sandbox failed; this is a defect of Weir, not of your request.',
        );
  const anthropic = target.dialect === 'anthropic';
  const headers = { ...(anthropic ? anthropicHeaders(exchange) : openaiHeaders(exchange)), ...known.headers };
  const body = anthropic ? anthropicErrorBody(known, requestId) : openaiErrorBody(known);
  sendJson(res, known.status, headers, body);
}
