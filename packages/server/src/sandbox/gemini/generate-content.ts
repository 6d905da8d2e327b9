import { reply } from '../intake.ts';
import { planLatency } from '../latency.ts';
import type { Turn } from '../world.ts';
import { callParts, closing, isBlocked, type Part, thoughtParts } from './candidate.ts';
import { type Candidate, type Generation, generate, usageMetadata } from './generation.ts';
import { sendGenerationStream } from './generation-stream.ts';
import type { GenerateRequest } from './request.ts';

/** `stream` names the framing: events, or one JSON array that grows. */
export async function answerGenerate(
  turn: Turn,
  request: GenerateRequest,
  stream: 'sse' | 'array' | undefined,
): Promise<void> {
  const generation = generate(turn, request);
  const plan = planLatency(turn.world.latency, request.model.tier, generation.thoughtTokens, turn.random);
  if (stream !== undefined) return sendGenerationStream(turn, generation, plan, stream);
  const wait = plan.firstTokenMs + generation.candidateTokens * plan.msPerToken;
  const { directives } = turn;
  await reply(
    turn,
    {
      candidates: generation.candidates.map((candidate, index) => ({
        ...(isBlocked(candidate)
          ? {}
          : { content: { parts: partsOf(generation, candidate), role: 'model' } }),
        ...closing(generation, candidate, directives),
        index,
      })),
      ...(directives.noUsage === true
        ? {}
        : { usageMetadata: usageMetadata(generation, generation.candidateTokens) }),
      modelVersion: request.answersAs,
      responseId: generation.id,
    },
    wait,
  );
}

function partsOf(generation: Generation, candidate: Candidate): Part[] {
  const { text } = candidate.reply;
  return [
    ...thoughtParts(candidate),
    ...(text === '' ? [] : [{ text }]),
    ...callParts(generation, candidate),
  ];
}
