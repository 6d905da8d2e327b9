import { EventStream } from '../event-stream.ts';
import { pause } from '../http.ts';
import type { LatencyPlan } from '../latency.ts';
import { piecesOf } from '../reply.ts';
import { headersOf } from '../speech.ts';
import { countTokens, streamPieces } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { type ContentBlock, type Message, usageOf } from './message.ts';

interface Frame {
  data: { type: string } & Record<string, unknown>;
  tokens: number;
}

/** Output tokens reported at the start, before any is written: the real API says a small number here too. */
const TOKENS_AT_START = 1;

/** Sends the answer as the real API does: usage of the input first, cumulative usage in `message_delta`. */
export async function sendMessageStream(turn: Turn, message: Message, plan: LatencyPlan): Promise<void> {
  if (!(await pause(turn, plan.firstTokenMs))) return;
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
  const stream = new EventStream(turn, headersOf(turn), text(error));
  for (const frame of frames(turn, message)) {
    if (!(await stream.send(text(frame.data), frame.tokens * plan.msPerToken))) return;
  }
  stream.end();
}

function* frames(turn: Turn, message: Message): Generator<Frame> {
  const counted = turn.directives.noUsage !== true;
  yield event('message_start', {
    message: {
      id: message.id,
      type: 'message',
      role: 'assistant',
      model: message.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      ...(counted
        ? { usage: { ...message.input, output_tokens: TOKENS_AT_START, service_tier: message.serviceTier } }
        : {}),
    },
  });
  for (const [index, block] of message.content.entries()) {
    yield event('content_block_start', { index, content_block: opened(block) });
    if (index === 0) yield event('ping', {});
    for (const { delta, tokens } of deltas(turn, block))
      yield event('content_block_delta', { index, delta }, tokens);
    yield event('content_block_stop', { index });
  }
  const { service_tier: _, cache_creation: __, ...usage } = usageOf(message);
  yield event('message_delta', {
    delta: { stop_reason: message.stopReason, stop_sequence: message.stopSequence },
    ...(counted ? { usage } : {}),
  });
  yield event('message_stop', {});
}

function opened(block: ContentBlock): unknown {
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'text':
      return { type: 'text', text: '' };
    case 'web_search_tool_result':
      return block;
    default:
      return { type: block.type, id: block.id, name: block.name, input: {} };
  }
}

function* deltas(turn: Turn, block: ContentBlock): Generator<{ delta: unknown; tokens: number }> {
  switch (block.type) {
    case 'thinking':
      for (const thinking of streamPieces(block.thinking)) {
        // The time to think was taken before the first event already.
        yield { delta: { type: 'thinking_delta', thinking }, tokens: 0 };
      }
      yield { delta: { type: 'signature_delta', signature: block.signature }, tokens: 0 };
      return;
    case 'text':
      for (const piece of piecesOf(block.text, turn.directives)) {
        yield { delta: { type: 'text_delta', text: piece }, tokens: countTokens(piece) };
      }
      return;
    case 'web_search_tool_result':
      return;
    default:
      for (const part of ['', ...(block.json.match(/[\s\S]{1,12}/g) ?? [])]) {
        yield { delta: { type: 'input_json_delta', partial_json: part }, tokens: countTokens(part) };
      }
  }
}

function event(type: string, fields: Record<string, unknown>, tokens = 0): Frame {
  return { data: { type, ...fields }, tokens };
}

function text(data: { type: string }): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}
