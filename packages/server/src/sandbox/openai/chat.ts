import { pause, sendAnswer } from '../http.ts';
import { planLatency } from '../latency.ts';
import { openaiLogprobs } from '../logprobs.ts';
import type { Reply } from '../reply.ts';
import { headersOf } from '../speech.ts';
import type { Turn } from '../world.ts';
import { PROMPT_SAFE, SAFE } from './azure-filter.ts';
import { sendChatStream } from './chat-stream.ts';
import { type Completion, complete, finishReason } from './completion.ts';
import type { ChatRequest } from './request.ts';

export async function answerChat(turn: Turn, request: ChatRequest): Promise<void> {
  const { completion, thinking } = complete(turn, request);
  const plan = planLatency(turn.world.latency, request.model.tier, thinking, turn.random);
  if (request.stream) return sendChatStream(turn, completion, plan);
  const visible = completion.usage.completion_tokens - thinking;
  const wait = plan.firstTokenMs + visible * plan.msPerToken + (turn.directives.slowMs ?? 0);
  if (!(await pause(turn, wait))) return;
  await sendAnswer(turn, headersOf(turn), unaryBody(turn, completion));
}

function logprobsOf({ directives }: Turn, { topLogprobs }: ChatRequest, reply: Reply): unknown {
  if (topLogprobs === undefined || reply.toolCalls.length > 0) return null;
  const list = openaiLogprobs(reply.text, topLogprobs, directives);
  return reply.finish === 'refusal' ? { content: null, refusal: list } : { content: list, refusal: null };
}

function unaryBody(turn: Turn, completion: Completion): unknown {
  const azure = turn.target.front === 'azure';
  return {
    id: completion.id,
    object: 'chat.completion',
    created: completion.created,
    model: completion.request.answersAs,
    choices: completion.replies.map(({ reply, callIds }, index) => ({
      index,
      message: {
        role: 'assistant',
        content: reply.toolCalls.length > 0 || reply.finish === 'refusal' ? null : reply.text,
        ...(reply.toolCalls.length === 0
          ? {}
          : {
              tool_calls: reply.toolCalls.map((call, i) => ({
                id: callIds[i],
                type: 'function',
                function: { name: call.name, arguments: call.args },
              })),
            }),
        refusal: reply.finish === 'refusal' ? reply.text : null,
        annotations: [],
      },
      logprobs: logprobsOf(turn, completion.request, reply),
      finish_reason: finishReason(reply),
      ...(azure ? { content_filter_results: SAFE } : {}),
    })),
    ...(azure ? { prompt_filter_results: PROMPT_SAFE } : {}),
    ...(turn.directives.noUsage === true ? {} : { usage: completion.usage }),
    service_tier: completion.request.serviceTier,
    system_fingerprint: 'fp_sandbox',
  };
}
