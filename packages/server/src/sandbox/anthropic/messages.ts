import { invalidRequest } from '../api-error.ts';
import { pause, sendAnswer } from '../http.ts';
import { reply } from '../intake.ts';
import { planLatency } from '../latency.ts';
import { headersOf } from '../speech.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { composeMessage, usageOf } from './message.ts';
import { sendMessageStream } from './message-stream.ts';
import type { MessagesRequest } from './request.ts';

export async function answerMessages(turn: Turn, request: MessagesRequest): Promise<void> {
  checkLength(request);
  const message = composeMessage(turn, request);
  const plan = planLatency(turn.world.latency, request.model.tier, message.thinking, turn.random);
  if (request.stream) return sendMessageStream(turn, message, plan);
  const visible = message.outputTokens - message.thinking;
  const wait = plan.firstTokenMs + visible * plan.msPerToken + (turn.directives.slowMs ?? 0);
  if (!(await pause(turn, wait))) return;
  await sendAnswer(turn, headersOf(turn), {
    id: message.id,
    type: 'message',
    role: 'assistant',
    model: message.model,
    content: message.content.map((block) =>
      'json' in block ? { type: block.type, id: block.id, name: block.name, input: block.input } : block,
    ),
    stop_reason: message.stopReason,
    stop_sequence: message.stopSequence,
    ...(turn.directives.noUsage === true ? {} : { usage: usageOf(message) }),
  });
}

/** `count_tokens`: the same count a call with this body is billed for. */
export function answerCountTokens(turn: Turn, request: MessagesRequest): Promise<void> {
  return reply(turn, { input_tokens: inputTokens(request) });
}

function checkLength(request: MessagesRequest): void {
  const tokens = inputTokens(request);
  const { contextWindow } = request.model;
  if (tokens > contextWindow) {
    throw invalidRequest(`prompt is too long: ${tokens} tokens > ${contextWindow} maximum`);
  }
}

export function inputTokens(request: MessagesRequest): number {
  return countTokens(request.blocks.map((block) => block.text).join(''));
}
