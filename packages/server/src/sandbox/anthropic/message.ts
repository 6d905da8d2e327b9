import { composeReply, type Reply, thinkingTokens } from '../reply.ts';
import { writeText } from '../text.ts';
import { truncateToTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { type InputUsage, meterInput } from './prompt-cache.ts';
import type { MessagesRequest } from './request.ts';

export type ContentBlock =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'text'; text: string }
  | { type: 'tool_use' | 'server_tool_use'; id: string; name: string; input: unknown; json: string }
  | { type: 'web_search_tool_result'; tool_use_id: string; content: unknown };

/** A complete answer, before it is sent as one body or as a stream. */
export interface Message {
  id: string;
  model: string;
  content: readonly ContentBlock[];
  stopReason: 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | 'refusal';
  stopSequence: string | null;
  input: InputUsage;
  /** Thinking included, as billed. */
  outputTokens: number;
  thinking: number;
  searches: number;
  serviceTier: 'standard' | 'priority' | 'batch';
}

/** The share of the budget models use up: rarely all of it. */
const THINKING_ROOM = 0.8;
/** What the results of a search add to the prompt. */
const SEARCH_TOKENS = 320;

export function composeMessage(turn: Turn, request: MessagesRequest): Message {
  const { world, random, directives } = turn;
  const metered = meterInput(
    world,
    `anthropic|${turn.account}|${request.answersAs}`,
    request.model,
    request.blocks,
  );
  const searched = request.searches ? SEARCH_TOKENS : 0;
  const input = { ...metered, input_tokens: metered.input_tokens + searched };
  const room = Math.floor((request.thinkingBudget ?? 0) * THINKING_ROOM);
  const thinking = room > 0 ? thinkingTokens(random, 'medium', room) : 0;
  const reply = composeReply(
    { ...request.prompt, maxTokens: request.maxTokens - thinking },
    directives,
    random,
  );
  const thought = truncateToTokens(writeText(random, request.prompt.lastUserText, thinking), thinking);
  return {
    id: `msg_sandbox_${world.nextId(24)}`,
    model: request.answersAs,
    content: [
      ...(thinking > 0
        ? [{ type: 'thinking' as const, thinking: thought, signature: `sandbox-${world.nextId(48)}` }]
        : []),
      ...(request.searches ? searchBlocks(turn, request) : []),
      ...(reply.text !== '' ? [{ type: 'text' as const, text: reply.text }] : []),
      ...reply.toolCalls.map((call) => ({
        type: 'tool_use' as const,
        id: `toolu_sandbox_${world.nextId(20)}`,
        name: call.name,
        input: parsed(call.args),
        json: call.args,
      })),
    ],
    stopReason: stopReason(reply),
    stopSequence: reply.stopSequence ?? null,
    input,
    outputTokens: thinking + reply.tokens,
    thinking,
    searches: request.searches ? 1 : 0,
    serviceTier: turn.batch === true ? 'batch' : directives.priority === true ? 'priority' : 'standard',
  };
}

export function usageOf(message: Message): Record<string, unknown> {
  return {
    ...message.input,
    output_tokens: message.outputTokens,
    ...(message.searches === 0 ? {} : { server_tool_use: { web_search_requests: message.searches } }),
    service_tier: message.serviceTier,
  };
}

/** A search and what it found, as the real API shows them before the text. */
function searchBlocks({ world }: Turn, request: MessagesRequest): ContentBlock[] {
  const id = `srvtoolu_sandbox_${world.nextId(20)}`;
  const input = { query: request.prompt.lastUserText.slice(0, 60) };
  const found = {
    type: 'web_search_result',
    url: 'https://example.com/sandbox',
    title: 'Found by the sandbox',
    encrypted_content: 'c2FuZGJveA==',
    page_age: null,
  };
  return [
    { type: 'server_tool_use', id, name: 'web_search', input, json: JSON.stringify(input) },
    { type: 'web_search_tool_result', tool_use_id: id, content: [found] },
  ];
}

function stopReason(reply: Reply): Message['stopReason'] {
  switch (reply.finish) {
    case 'length':
      return 'max_tokens';
    case 'tool_calls':
      return 'tool_use';
    case 'stop_sequence':
      return 'stop_sequence';
    case 'refusal':
    case 'filtered':
      return 'refusal';
    default:
      return 'end_turn';
  }
}

/** Arguments cut by the token limit are no JSON any more; the real API then hands out what it has. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
