import { composeReply, type Reply, thinkingTokens } from '../reply.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { cachedPromptTokens } from './prompt-cache.ts';
import { type ChatRequest, checkContextLength } from './request.ts';

/** Framing the real API adds to every prompt. */
const PRIMING_TOKENS = 3;

export interface ChatUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details: { cached_tokens: number; audio_tokens: number };
  completion_tokens_details: {
    reasoning_tokens: number;
    audio_tokens: number;
    accepted_prediction_tokens: number;
    rejected_prediction_tokens: number;
  };
}

/** A complete answer, before it is sent as one body or as a stream. */
export interface Completion {
  id: string;
  created: number;
  request: ChatRequest;
  replies: readonly { reply: Reply; callIds: readonly string[] }[];
  usage: ChatUsage;
}

/** Makes up the answer and its usage; `thinking` is the part of the output nobody sees. */
export function complete(turn: Turn, request: ChatRequest): { completion: Completion; thinking: number } {
  const { world, random, directives } = turn;
  const promptTokens = countTokens(request.rendered) + PRIMING_TOKENS;
  checkContextLength(promptTokens, request.model, 'messages');
  const scope = `openai|${turn.account}|${request.answersAs}|${request.cacheKey}`;
  const cached = cachedPromptTokens(world, scope, request.rendered);
  let thinking = 0;
  const replies = Array.from({ length: request.n }, () => {
    const thought = request.model.reasoning ? thinkingTokens(random, request.effort, request.maxTokens) : 0;
    thinking += thought;
    const reply = composeReply(
      { ...request.prompt, maxTokens: request.maxTokens - thought },
      directives,
      random,
    );
    return { reply, callIds: reply.toolCalls.map(() => `call_sandbox_${world.nextId(16)}`) };
  });
  const output = thinking + replies.reduce((sum, { reply }) => sum + reply.tokens, 0);
  const completion: Completion = {
    id: `chatcmpl-sandbox-${world.nextId(24)}`,
    created: Math.floor(world.clock.now() / 1_000),
    request,
    replies,
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: output,
      total_tokens: promptTokens + output,
      prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: thinking,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
  };
  return { completion, thinking };
}

export function finishReason(reply: Reply): string {
  switch (reply.finish) {
    case 'stop_sequence':
    case 'refusal':
      return 'stop';
    case 'filtered':
      return 'content_filter';
    default:
      return reply.finish;
  }
}
