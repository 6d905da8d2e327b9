import type { Directives } from '../directives.ts';
import { isObject, type Json } from '../fields.ts';
import { logprobsOf } from '../logprobs.ts';
import { type Candidate, finishReason, type Generation } from './generation.ts';

const SIGNATURE = Buffer.from('sandbox thought signature').toString('base64');
const UNSAFE = [
  { category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH', blocked: true },
  { category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' },
];

export type Part = Record<string, unknown>;

export function thoughtParts({ thought }: Candidate): Part[] {
  return thought === undefined ? [] : [{ text: thought, thought: true }];
}

/** A declined answer has no content at all: Gemini says so by the finish reason. */
export function isBlocked({ reply }: Candidate): boolean {
  return reply.finish === 'refusal' || reply.finish === 'filtered';
}

/** Thinking models sign the first call, and want the signature back. */
export function callParts({ request }: Generation, { reply, callIds }: Candidate): Part[] {
  return reply.toolCalls.map((call, i) => ({
    functionCall: { id: callIds[i], name: call.name, args: parsedArgs(call.args) },
    ...(i === 0 && request.model.reasoning ? { thoughtSignature: SIGNATURE } : {}),
  }));
}

/** What stands beside the content when a candidate is finished. */
export function closing(
  generation: Generation,
  candidate: Candidate,
  directives: Directives,
): Record<string, unknown> {
  const { topLogprobs, search, prompt } = generation.request;
  return {
    finishReason: finishReason(candidate.reply),
    ...(isBlocked(candidate) ? { safetyRatings: UNSAFE } : {}),
    ...(topLogprobs === undefined ? {} : logprobs(candidate.reply.text, topLogprobs, directives)),
    ...(search
      ? {
          groundingMetadata: {
            webSearchQueries: [prompt.lastUserText.slice(0, 60)],
            groundingChunks: [{ web: { uri: 'https://example.com/sandbox', title: 'example.com' } }],
          },
        }
      : {}),
  };
}

function logprobs(text: string, top: number, directives: Directives): Record<string, unknown> {
  const list = logprobsOf(text, top, directives);
  const of = (one: { token: string; logprob: number }) => ({
    token: one.token,
    logProbability: one.logprob,
  });
  const sum = list.reduce((total, { logprob }) => total + logprob, 0);
  return {
    ...(list.length === 0 ? {} : { avgLogprobs: sum / list.length }),
    logprobsResult: {
      chosenCandidates: list.map(of),
      topCandidates: list.map((one) => ({ candidates: one.top.map(of) })),
    },
  };
}

/** Arguments cut by the token limit are no JSON any more; the real API then leaves them out. */
function parsedArgs(json: string): Json {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
