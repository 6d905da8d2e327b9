import { EventStream } from '../event-stream.ts';
import { pause } from '../http.ts';
import type { LatencyPlan } from '../latency.ts';
import { openaiLogprobs } from '../logprobs.ts';
import { piecesOf, type Reply } from '../reply.ts';
import { headersOf } from '../speech.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { PROMPT_SAFE } from './azure-filter.ts';
import { type Completion, finishReason } from './completion.ts';
import type { ChatRequest } from './request.ts';

interface Chunk {
  index: number;
  delta: Record<string, unknown>;
  finish: string | null;
  tokens: number;
  logprobs: unknown;
}

export const ERROR_FRAME = `data: ${JSON.stringify({
  error: {
    message: 'The server had an error while processing your request. Sorry about that!',
    type: 'server_error',
    param: null,
    code: null,
  },
})}\n\n`;

/** Azure begins each stream with what its filter found in the prompt, in a chunk without choices. */
const PROMPT_FILTER_FRAME = `data: ${JSON.stringify({
  choices: [],
  created: 0,
  id: '',
  model: '',
  object: '',
  prompt_filter_results: PROMPT_SAFE,
})}\n\n`;

/** Sends the answer as `chat.completion.chunk` events, usage where the client (or a fault) wants it, then [DONE]. */
export async function sendChatStream(turn: Turn, completion: Completion, plan: LatencyPlan): Promise<void> {
  if (!(await pause(turn, plan.firstTokenMs))) return;
  const stream = new EventStream(turn, headersOf(turn), ERROR_FRAME);
  if (turn.target.front === 'azure' && !(await stream.send(PROMPT_FILTER_FRAME))) return;
  const { includeUsage } = completion.request;
  const usageIn = turn.directives.usageIn;
  const withUsage = includeUsage && turn.directives.noUsage !== true;
  const chunks = completion.replies.flatMap(({ reply, callIds }, i) =>
    chunksOf(turn, completion.request, reply, callIds, i),
  );
  const lastContent = chunks.findLastIndex((chunk) => chunk.finish === null);
  for (const [i, chunk] of chunks.entries()) {
    const here =
      withUsage &&
      ((usageIn === 'last-chunk' && i === lastContent) ||
        (usageIn === 'finish-chunk' && i === chunks.length - 1));
    const usage = here ? { usage: completion.usage } : includeUsage ? { usage: null } : {};
    if (!(await stream.send(frame(completion, [choice(chunk)], usage), chunk.tokens * plan.msPerToken)))
      return;
  }
  if (withUsage && usageIn === undefined) {
    if (!(await stream.send(frame(completion, [], { usage: completion.usage })))) return;
  }
  if (await stream.send('data: [DONE]\n\n')) stream.end();
}

function chunksOf(
  { directives }: Turn,
  { topLogprobs }: ChatRequest,
  reply: Reply,
  callIds: readonly string[],
  index: number,
): Chunk[] {
  const content = (delta: Record<string, unknown>, tokens = 0, logprobs: unknown = null): Chunk => ({
    index,
    delta,
    finish: null,
    tokens,
    logprobs,
  });
  const field = reply.finish === 'refusal' ? 'refusal' : 'content';
  const chunks: Chunk[] = [
    content({ role: 'assistant', content: reply.toolCalls.length > 0 ? null : '', refusal: null }),
  ];
  for (const piece of piecesOf(reply.text, directives)) {
    const logprobs =
      topLogprobs === undefined
        ? null
        : { content: null, refusal: null, [field]: openaiLogprobs(piece, topLogprobs, directives) };
    chunks.push(content({ [field]: piece }, countTokens(piece), logprobs));
  }
  reply.toolCalls.forEach((call, i) => {
    const start = {
      index: i,
      id: callIds[i],
      type: 'function',
      function: { name: call.name, arguments: '' },
    };
    chunks.push(content({ tool_calls: [start] }));
    for (const part of call.args.match(/[\s\S]{1,8}/g) ?? []) {
      chunks.push(content({ tool_calls: [{ index: i, function: { arguments: part } }] }, countTokens(part)));
    }
  });
  chunks.push({ index, delta: {}, finish: finishReason(reply), tokens: 0, logprobs: null });
  return chunks;
}

function choice(chunk: Chunk): unknown {
  return { index: chunk.index, delta: chunk.delta, logprobs: chunk.logprobs, finish_reason: chunk.finish };
}

function frame(completion: Completion, choices: readonly unknown[], extra: Record<string, unknown>): string {
  return `data: ${JSON.stringify({
    id: completion.id,
    object: 'chat.completion.chunk',
    created: completion.created,
    model: completion.request.answersAs,
    service_tier: completion.request.serviceTier,
    system_fingerprint: 'fp_sandbox',
    choices,
    ...extra,
  })}\n\n`;
}
