import type { Json } from '../../fields.ts';
import { openaiLogprobs } from '../../logprobs.ts';
import { composeReply, type Reply, thinkingTokens } from '../../reply.ts';
import { writeText } from '../../text.ts';
import { countTokens, truncateToTokens } from '../../tokens.ts';
import type { Turn } from '../../world.ts';
import { cachedPromptTokens } from '../prompt-cache.ts';
import { checkContextLength } from '../request.ts';
import type { ResponsesRequest } from './request.ts';

/** Framing the real API adds to every prompt. */
const PRIMING_TOKENS = 3;
/** What the results of a search add to the prompt. */
const SEARCH_TOKENS = 320;

/** A complete answer, before it is sent as one body or as a stream. */
export interface ComposedResponse {
  id: string;
  createdAt: number;
  request: ResponsesRequest;
  reply: Reply;
  output: readonly Json[];
  thinking: number;
  usage: Json;
}

export function composeResponse(turn: Turn, request: ResponsesRequest): ComposedResponse {
  const { world, random, directives } = turn;
  const inputTokens = countTokens(request.rendered) + PRIMING_TOKENS + (request.searches ? SEARCH_TOKENS : 0);
  checkContextLength(inputTokens, request.model, 'input');
  const scope = `openai|${turn.account}|${request.answersAs}|${request.cacheKey}`;
  const cached = cachedPromptTokens(world, scope, request.rendered);
  const thinking = request.model.reasoning ? thinkingTokens(random, request.effort, request.maxTokens) : 0;
  const reply = composeReply(
    { ...request.prompt, maxTokens: request.maxTokens - thinking },
    directives,
    random,
  );
  const outputTokens = thinking + reply.tokens;
  return {
    id: `resp_sandbox_${world.nextId(40)}`,
    createdAt: Math.floor(world.clock.now() / 1_000),
    request,
    reply,
    output: [
      ...(request.model.reasoning ? [reasoningItem(turn, request, thinking)] : []),
      ...(request.searches ? [searchItem(turn, request)] : []),
      ...(reply.toolCalls.length > 0 ? callItems(turn, reply) : [messageItem(turn, request, reply)]),
    ],
    thinking,
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: thinking },
      total_tokens: inputTokens + outputTokens,
    },
  };
}

function reasoningItem({ world, random }: Turn, request: ResponsesRequest, thinking: number): Json {
  const text = truncateToTokens(writeText(random, request.prompt.lastUserText, 24), Math.max(1, thinking));
  return {
    id: `rs_sandbox_${world.nextId(32)}`,
    type: 'reasoning',
    summary: request.summary ? [{ type: 'summary_text', text }] : [],
  };
}

function searchItem({ world }: Turn, request: ResponsesRequest): Json {
  return {
    id: `ws_sandbox_${world.nextId(32)}`,
    type: 'web_search_call',
    status: 'completed',
    action: { type: 'search', query: request.prompt.lastUserText.slice(0, 60) },
  };
}

function callItems({ world }: Turn, reply: Reply): Json[] {
  return reply.toolCalls.map((call) => ({
    id: `fc_sandbox_${world.nextId(32)}`,
    type: 'function_call',
    status: reply.finish === 'length' ? 'incomplete' : 'completed',
    arguments: call.args,
    call_id: `call_sandbox_${world.nextId(16)}`,
    name: call.name,
  }));
}

function messageItem({ world, directives }: Turn, request: ResponsesRequest, reply: Reply): Json {
  const logprobs =
    request.topLogprobs === undefined ? [] : openaiLogprobs(reply.text, request.topLogprobs, directives);
  const part =
    reply.finish === 'refusal'
      ? { type: 'refusal', refusal: reply.text }
      : { type: 'output_text', annotations: [], logprobs, text: reply.text };
  return {
    id: `msg_sandbox_${world.nextId(32)}`,
    type: 'message',
    status: reply.finish === 'length' || reply.finish === 'filtered' ? 'incomplete' : 'completed',
    content: [part],
    role: 'assistant',
  };
}
