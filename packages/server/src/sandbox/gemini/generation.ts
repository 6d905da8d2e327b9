import { invalidRequest } from '../api-error.ts';
import { cachedPromptTokens } from '../openai/prompt-cache.ts';
import { composeReply, type Reply, thinkingTokens } from '../reply.ts';
import { writeText } from '../text.ts';
import { countTokens, truncateToTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { cachedContentTokens } from './cached-contents.ts';
import type { GenerateRequest } from './request.ts';

/** The share of the budget models use up: rarely all of it. */
const THINKING_ROOM = 0.8;
/** What the results of a search add to the prompt. */
const SEARCH_TOKENS = 240;

export interface Candidate {
  reply: Reply;
  /** Summary of the thinking; absent unless it was asked for. */
  thought?: string;
  callIds: readonly string[];
}

/** A complete answer, before it is sent as one body or as a stream. */
export interface Generation {
  id: string;
  request: GenerateRequest;
  candidates: readonly Candidate[];
  /** Cached ones included. */
  promptTokens: number;
  cachedTokens: number;
  /** Visible ones only. */
  candidateTokens: number;
  thoughtTokens: number;
  searchTokens: number;
}

export function generate(turn: Turn, request: GenerateRequest): Generation {
  const { world, random, directives } = turn;
  const { model, answersAs } = request;
  const explicit =
    request.cachedContent === undefined ? 0 : cachedContentTokens(turn, request.cachedContent, model.id);
  const promptTokens = explicit + countTokens(request.rendered);
  if (promptTokens > model.contextWindow) {
    throw invalidRequest(
      `The input token count (${promptTokens}) exceeds the maximum number of tokens allowed (${model.contextWindow}).`,
    );
  }
  const implicit = model.reasoning
    ? cachedPromptTokens(world, `gemini|${turn.account}|${answersAs}`, request.rendered)
    : 0;
  const room = Math.floor(Math.min(request.thinkingBudget, request.maxTokens) * THINKING_ROOM);
  let thoughtTokens = 0;
  const candidates = Array.from({ length: request.candidates }, (): Candidate => {
    const thinking = room > 0 ? thinkingTokens(random, 'medium', room) : 0;
    thoughtTokens += thinking;
    const reply = composeReply(
      { ...request.prompt, maxTokens: request.maxTokens - thinking },
      directives,
      random,
    );
    const summary = writeText(random, request.prompt.lastUserText, Math.ceil(thinking / 4));
    return {
      reply,
      ...(request.includeThoughts && thinking > 0 ? { thought: truncateToTokens(summary, thinking) } : {}),
      callIds: reply.toolCalls.map(() => `call_sandbox_${world.nextId(12)}`),
    };
  });
  return {
    id: `sandbox-${world.nextId(20)}`,
    request,
    candidates,
    promptTokens,
    cachedTokens: explicit > 0 ? explicit : implicit,
    candidateTokens: candidates.reduce((sum, { reply }) => sum + reply.tokens, 0),
    thoughtTokens,
    searchTokens: request.search ? SEARCH_TOKENS : 0,
  };
}

/** `candidateTokens`: those sent so far. */
export function usageMetadata(generation: Generation, candidateTokens: number): Record<string, unknown> {
  const { promptTokens, cachedTokens, thoughtTokens, searchTokens } = generation;
  const text = (tokenCount: number) => [{ modality: 'TEXT', tokenCount }];
  return {
    promptTokenCount: promptTokens,
    ...(candidateTokens === 0 ? {} : { candidatesTokenCount: candidateTokens }),
    totalTokenCount: promptTokens + candidateTokens + thoughtTokens + searchTokens,
    ...(cachedTokens === 0
      ? {}
      : { cachedContentTokenCount: cachedTokens, cacheTokensDetails: text(cachedTokens) }),
    promptTokensDetails: text(promptTokens),
    ...(thoughtTokens === 0 ? {} : { thoughtsTokenCount: thoughtTokens }),
    ...(searchTokens === 0
      ? {}
      : { toolUsePromptTokenCount: searchTokens, toolUsePromptTokensDetails: text(searchTokens) }),
  };
}

export function finishReason(reply: Reply): string {
  switch (reply.finish) {
    case 'length':
      return 'MAX_TOKENS';
    case 'refusal':
    case 'filtered':
      return 'SAFETY';
    default:
      return 'STOP';
  }
}
