import { ApiError, reasonOfStatus } from './api-error.ts';
import { type Directives, parseDirectives } from './directives.ts';
import { pause } from './http.ts';
import { rateLimited } from './policing.ts';
import type { Turn, World } from './world.ts';

const STRIKES_KEPT = 10_000;
const DEFAULT_RETRY_AFTER_SECONDS = 1;

const MESSAGES: Record<number, string> = {
  500: 'The server had an error while processing your request. Sorry about that! (sandbox fault)',
  503: 'The engine is currently overloaded, please try again later. (sandbox fault)',
  529: 'Overloaded',
};

/** Faults nobody asked for, by the configured rates. */
export function rollDirectives(world: World): Directives {
  for (const [directive, rate] of Object.entries(world.faultRates)) {
    if (world.chance() < rate) return parseDirectives(directive, '');
  }
  return {};
}

/**
 * Plays what happens before an answer: delay, refusal, silence, a dropped connection. True when the answer is due.
 * `content` identifies the request for faults that strike only the first so many times.
 */
export async function playFaults(turn: Turn, content: number): Promise<boolean> {
  const { directives, res } = turn;
  if (directives.firstByteDelayMs !== undefined && !(await pause(turn, directives.firstByteDelayMs))) {
    return false;
  }
  if (directives.hangAfter === 0) return false;
  const strikes =
    directives.times === undefined || strike(turn.world, turn.account, content) <= directives.times;
  if (directives.drop === true && strikes) {
    res.destroy();
    return false;
  }
  if (directives.html === true) {
    res.writeHead(502, { 'content-type': 'text/html', 'x-weir-sandbox': 'true' });
    res.end('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>');
    return false;
  }
  if (directives.status !== undefined && strikes) throw statusError(turn, directives.status);
  return true;
}

function statusError(turn: Turn, status: number): ApiError {
  const retryAfter = turn.directives.retryAfter;
  if (status === 429) return rateLimited(turn.target.dialect, retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS);
  const message = MESSAGES[status] ?? `The sandbox was asked to answer with status ${status}.`;
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return new ApiError(status, reasonOfStatus(status), message, { headers });
}

/** How often this content has been struck, this time included. */
function strike(world: World, account: string, content: number): number {
  const key = `${account}|${content}`;
  const count = (world.strikes.get(key) ?? 0) + 1;
  world.strikes.delete(key);
  world.strikes.set(key, count);
  for (const oldest of world.strikes.keys()) {
    if (world.strikes.size <= STRIKES_KEPT) break;
    world.strikes.delete(oldest);
  }
  return count;
}
