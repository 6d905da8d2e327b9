import { type ContentBlock, composeMessage, type Message } from '../anthropic/message.ts';
import { inputTokens } from '../anthropic/messages.ts';
import type { MessagesRequest } from '../anthropic/request.ts';
import { invalidRequest } from '../api-error.ts';
import { EventStream } from '../event-stream.ts';
import type { Json } from '../fields.ts';
import { pause } from '../http.ts';
import { reply } from '../intake.ts';
import { type LatencyPlan, planLatency } from '../latency.ts';
import { piecesOf } from '../reply.ts';
import { headersOf } from '../speech.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { converseFraming } from './aws-framing.ts';

interface ConverseEvent {
  type: string;
  fields: Json;
  tokens: number;
}

export async function answerConverse(turn: Turn, request: MessagesRequest, stream: boolean): Promise<void> {
  if (inputTokens(request) > request.model.contextWindow) {
    throw invalidRequest('Input is too long for requested model.');
  }
  const message = composeMessage(turn, request);
  const plan = planLatency(turn.world.latency, request.model.tier, message.thinking, turn.random);
  if (stream) return sendConverseStream(turn, message, plan);
  const visible = message.outputTokens - message.thinking;
  await reply(
    turn,
    {
      output: { message: { role: 'assistant', content: message.content.flatMap(contentOf) } },
      stopReason: stopReason(message),
      ...closing(turn, message),
    },
    plan.firstTokenMs + visible * plan.msPerToken,
  );
}

async function sendConverseStream(turn: Turn, message: Message, plan: LatencyPlan): Promise<void> {
  if (!(await pause(turn, plan.firstTokenMs))) return;
  const stream = new EventStream(turn, headersOf(turn), '', converseFraming());
  for (const { type, fields, tokens } of events(turn, message)) {
    const frame = `event: ${type}\ndata: ${JSON.stringify(fields)}\n\n`;
    if (!(await stream.send(frame, tokens * plan.msPerToken))) return;
  }
  stream.end();
}

function* events(turn: Turn, message: Message): Generator<ConverseEvent> {
  yield event('messageStart', { role: 'assistant' });
  for (const [contentBlockIndex, block] of message.content.entries()) {
    if (block.type === 'tool_use') {
      const start = { toolUse: { toolUseId: block.id, name: block.name } };
      yield event('contentBlockStart', { start, contentBlockIndex });
    }
    for (const [delta, tokens] of deltas(turn, block)) {
      yield event('contentBlockDelta', { delta, contentBlockIndex }, tokens);
    }
    yield event('contentBlockStop', { contentBlockIndex });
  }
  yield event('messageStop', { stopReason: stopReason(message) });
  yield event('metadata', closing(turn, message));
}

function* deltas({ directives }: Turn, block: ContentBlock): Generator<[delta: Json, tokens: number]> {
  switch (block.type) {
    case 'text':
      for (const text of piecesOf(block.text, directives)) yield [{ text }, countTokens(text)];
      return;
    case 'thinking':
      yield [{ reasoningContent: { text: block.thinking } }, 0];
      yield [{ reasoningContent: { signature: block.signature } }, 0];
      return;
    case 'tool_use':
      for (const input of block.json.match(/[\s\S]{1,12}/g) ?? []) {
        yield [{ toolUse: { input } }, countTokens(input)];
      }
      return;
    default:
      return;
  }
}

/** Server tools do not exist here. */
function contentOf(block: ContentBlock): Json[] {
  switch (block.type) {
    case 'text':
      return [{ text: block.text }];
    case 'thinking':
      return [{ reasoningContent: { reasoningText: { text: block.thinking, signature: block.signature } } }];
    case 'tool_use':
      return [{ toolUse: { toolUseId: block.id, name: block.name, input: block.input } }];
    default:
      return [];
  }
}

function stopReason({ stopReason: reason }: Message): string {
  return reason === 'refusal' ? 'content_filtered' : reason;
}

function closing({ directives }: Turn, { input, outputTokens }: Message): Json {
  const { input_tokens, cache_read_input_tokens: read, cache_creation_input_tokens: written } = input;
  const usage = {
    inputTokens: input_tokens,
    outputTokens,
    totalTokens: input_tokens + outputTokens + read + written,
    cacheReadInputTokens: read,
    cacheWriteInputTokens: written,
  };
  return { ...(directives.noUsage === true ? {} : { usage }), metrics: { latencyMs: 120 } };
}

function event(type: string, fields: Json, tokens = 0): ConverseEvent {
  return { type, fields, tokens };
}
