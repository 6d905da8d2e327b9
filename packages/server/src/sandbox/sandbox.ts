import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerSink, RequestSource } from './answer-sink.ts';
import { ApiError, reasonOfStatus } from './api-error.ts';
import { sendJson } from './http.ts';
import { keyOf } from './policing.ts';
import { hash32 } from './random.ts';
import { dispatch } from './routes.ts';
import { speakError } from './speech.ts';
import { targetOf } from './target.ts';
import { createWorld, type Exchange, type SandboxOptions, type World } from './world.ts';

/**
 * A request handler for node:http that answers as OpenAI under `/openai/v1` and as Anthropic under `/anthropic/v1`.
 * It calls nobody, keeps everything in memory, and labels each answer `x-weir-sandbox: true`.
 */
export function createSandbox(
  options: SandboxOptions = {},
): (req: IncomingMessage, res: ServerResponse) => void {
  const world = createWorld(options, (exchange) =>
    dispatch(exchange).catch((error: unknown) => fail(exchange, error)),
  );
  return (req, res) => void world.handle(open(world, req, res));
}

function open(world: World, req: RequestSource, res: AnswerSink): Exchange {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  const target = targetOf(req);
  return {
    world,
    req,
    res,
    target,
    requestId: `req_sandbox_${world.nextId(24)}`,
    account: hash32(keyOf({ target, req }) ?? '').toString(36),
    gone: gone.signal,
  };
}

function fail(exchange: Exchange, error: unknown): void {
  const { res } = exchange;
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
  const { status, headers, body } = speakError(exchange, known);
  sendJson(res, status, headers, body);
}
