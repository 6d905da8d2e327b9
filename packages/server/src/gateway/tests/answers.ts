import type { ServerResponse } from 'node:http';
import type { SeenRequest } from '../testing/upstream.ts';

export const COMPLETION = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
});
/** 1000 x $0.15/1M + 100 x $0.60/1M. */
export const COMPLETION_COST = '0.000210000000';

export const MESSAGE_ANSWER = JSON.stringify({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5-20250929',
  content: [{ type: 'text', text: 'Hello.' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 1000, output_tokens: 100 },
});
/** 1000 x $3/1M + 100 x $15/1M. */
export const MESSAGE_COST = '0.004500000000';

const chunk = (fields: object) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'gpt-4o-mini-2024-07-18', ...fields })}\n\n`;
export const say = (content: string) =>
  chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
export const STOP = chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
export const USAGE = chunk({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 100 } });
export const DONE = 'data: [DONE]\n\n';

const event = (type: string, fields: object) =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
export const START = event('message_start', {
  message: { model: 'claude-sonnet-4-5-20250929', usage: { input_tokens: 1000, output_tokens: 1 } },
});
export const text = (words: string) =>
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: words } });
export const DELTA = event('message_delta', {
  delta: { stop_reason: 'end_turn' },
  usage: { output_tokens: 100 },
});
export const MESSAGE_STOP = event('message_stop', {});

export function completes(_req: SeenRequest, res: ServerResponse): void {
  sendJson(res, 200, COMPLETION);
}

export function sendJson(res: ServerResponse, status: number, body: string, headers: object = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(body);
}

export function streams(...frames: readonly string[]) {
  return (_req: SeenRequest, res: ServerResponse): void => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.end(frames.join(''));
  };
}

export function startStream(res: ServerResponse, ...frames: readonly string[]): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(frames.join(''));
}
