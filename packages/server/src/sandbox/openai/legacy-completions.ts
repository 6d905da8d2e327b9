import { invalidRequest } from '../api-error.ts';
import { EventStream } from '../event-stream.ts';
import {
  isObject,
  type Json,
  optionalBoolean,
  optionalInteger,
  requiredString,
  textList,
} from '../fields.ts';
import { pause } from '../http.ts';
import { reply } from '../intake.ts';
import { type LatencyPlan, planLatency } from '../latency.ts';
import { logprobsOf } from '../logprobs.ts';
import type { SandboxModel } from '../models.ts';
import { composeReply, piecesOf, type Reply } from '../reply.ts';
import { headersOf } from '../speech.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { ERROR_FRAME } from './chat-stream.ts';
import { finishReason } from './completion.ts';
import { checkContextLength, modelNotFound } from './request.ts';

/** Unless told otherwise, so few tokens are written. */
const DEFAULT_TOKENS = 16;

interface Completions {
  head: Json;
  model: SandboxModel;
  replies: readonly Reply[];
  usage: Json;
}

export function promptsOf(body: Json): string[] {
  const { prompt } = body;
  if (Array.isArray(prompt) && typeof prompt[0] === 'number') return [prompt.join(' ')];
  const prompts = Array.isArray(prompt) ? prompt.map(String) : textList(prompt ?? '<|endoftext|>');
  if (prompts.length === 0) throw invalidRequest("'prompt' must be a text or a list of texts.", 'prompt');
  return prompts;
}

export async function answerCompletions(turn: Turn, body: Json): Promise<void> {
  const completions = complete(turn, body);
  const top = optionalInteger(body, 'logprobs', 0, 5);
  const plan = planLatency(turn.world.latency, completions.model.tier, 0, turn.random);
  if (optionalBoolean(body, 'stream')) return sendStream(turn, body, completions, top, plan);
  const { head, replies, usage } = completions;
  const choices = replies.map((item, index) => choice(turn, item.text, index, finishReason(item), top));
  const tokens = replies.reduce((sum, item) => sum + item.tokens, 0);
  const counted = turn.directives.noUsage === true ? {} : { usage };
  await reply(turn, { ...head, choices, ...counted }, plan.firstTokenMs + tokens * plan.msPerToken);
}

function complete({ world, directives, random }: Turn, body: Json): Completions {
  const name = requiredString(body, 'model');
  const found = world.models.find('openai', name);
  if (found?.model.kind !== 'completion') throw modelNotFound(name);
  const { model, answersAs } = found;
  const prompts = promptsOf(body);
  const n = optionalInteger(body, 'n', 1, 128) ?? 1;
  const maxTokens = optionalInteger(body, 'max_tokens', 0, model.maxOutput) ?? DEFAULT_TOKENS;
  const replies = prompts.flatMap((lastUserText) =>
    Array.from({ length: n }, () =>
      composeReply(
        {
          lastUserText,
          endsWithToolResult: false,
          tools: [],
          toolChoice: 'none',
          maxTokens,
          stop: textList(body['stop']),
        },
        directives,
        random,
      ),
    ),
  );
  const input = prompts.reduce((sum, prompt) => sum + countTokens(prompt), 0);
  checkContextLength(input, model, 'prompt');
  const output = replies.reduce((sum, item) => sum + item.tokens, 0);
  return {
    head: {
      id: `cmpl-sandbox-${world.nextId(24)}`,
      object: 'text_completion',
      created: Math.floor(world.clock.now() / 1_000),
      model: answersAs,
    },
    model,
    replies,
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  };
}

async function sendStream(
  turn: Turn,
  body: Json,
  { head, replies, usage }: Completions,
  top: number | undefined,
  plan: LatencyPlan,
): Promise<void> {
  if (!(await pause(turn, plan.firstTokenMs))) return;
  const stream = new EventStream(turn, headersOf(turn), ERROR_FRAME);
  const send = (fields: Json, tokens = 0) =>
    stream.send(`data: ${JSON.stringify({ ...head, ...fields })}\n\n`, tokens * plan.msPerToken);
  for (const [index, item] of replies.entries()) {
    for (const piece of piecesOf(item.text, turn.directives)) {
      if (!(await send({ choices: [choice(turn, piece, index, null, top)] }, countTokens(piece)))) return;
    }
    if (!(await send({ choices: [choice(turn, '', index, finishReason(item), undefined)] }))) return;
  }
  const options = body['stream_options'];
  if (isObject(options) && options['include_usage'] === true && turn.directives.noUsage !== true) {
    if (!(await send({ choices: [], usage }))) return;
  }
  if (await stream.send('data: [DONE]\n\n')) stream.end();
}

function choice(
  { directives }: Turn,
  text: string,
  index: number,
  finish_reason: string | null,
  top: number | undefined,
): Json {
  return { text, index, logprobs: top === undefined ? null : logprobs(text, top, directives), finish_reason };
}

function logprobs(text: string, top: number, directives: Turn['directives']): Json {
  const list = logprobsOf(text, top, directives);
  let offset = 0;
  return {
    tokens: list.map(({ token }) => token),
    token_logprobs: list.map(({ logprob }) => logprob),
    top_logprobs: list.map((one) =>
      Object.fromEntries(one.top.map(({ token, logprob }) => [token, logprob])),
    ),
    text_offset: list.map(({ token }) => {
      offset += token.length;
      return offset - token.length;
    }),
  };
}
