import { CapturedAnswer, CapturedRequest } from './answer-sink.ts';
import { targetOf } from './target.ts';
import type { Exchange } from './world.ts';

export interface InsideAnswer {
  status: number;
  requestId: string;
  body: unknown;
}

const NEVER = new AbortController().signal;

/**
 * Asks the sandbox from within, for the caller of `exchange`: how the lines of a batch are answered. Takes no time and
 * no share of the request limit. A line that a fault left without an answer counts as a failure of the server.
 */
export async function askInside(exchange: Exchange, url: string, body: unknown): Promise<InsideAnswer> {
  const anthropic = exchange.target.dialect === 'anthropic';
  const headers = anthropic ? { 'anthropic-version': '2023-06-01' } : {};
  const req = new CapturedRequest(url, headers, body);
  const res = new CapturedAnswer();
  const { world } = exchange;
  const requestId = `req_sandbox_${world.nextId(24)}`;
  await world.handle({
    world: { ...world, latency: 'instant', enforceRequests: false },
    req,
    res,
    target: targetOf(req),
    requestId,
    account: exchange.account,
    gone: NEVER,
    batch: true,
  });
  try {
    return { status: res.status, requestId, body: JSON.parse(res.body()) };
  } catch {
    const error = { message: 'The server had an error while processing your request.', type: 'server_error' };
    return { status: 500, requestId, body: { error } };
  }
}
