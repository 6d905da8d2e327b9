import { EventStream } from '../event-stream.ts';
import type { Framing } from '../framing.ts';
import { pause } from '../http.ts';
import type { LatencyPlan } from '../latency.ts';
import { piecesOf } from '../reply.ts';
import { headersOf } from '../speech.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { callParts, closing, isBlocked, type Part, thoughtParts } from './candidate.ts';
import { type Generation, usageMetadata } from './generation.ts';

/** Gemini sends several words at a time. */
const WORDS_AT_ONCE = 6;
const ERROR = `data: ${JSON.stringify({
  error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' },
})}\n\n`;

interface Chunk {
  index: number;
  parts: Part[];
  tokens: number;
  closing: Record<string, unknown>;
}

/** Each chunk carries the usage so far; the one that ends a candidate says why it ended. There is no end marker. */
export async function sendGenerationStream(
  turn: Turn,
  generation: Generation,
  plan: LatencyPlan,
  framing: 'sse' | 'array',
): Promise<void> {
  if (!(await pause(turn, plan.firstTokenMs))) return;
  const array = framing === 'array' ? jsonArray() : undefined;
  const stream = new EventStream(turn, headersOf(turn), ERROR, array);
  const chunks = chunksOf(turn, generation);
  let tokens = 0;
  for (const [i, chunk] of chunks.entries()) {
    tokens += chunk.tokens;
    const sent = i === chunks.length - 1 ? generation.candidateTokens : tokens;
    const data = {
      candidates: [
        {
          ...(chunk.parts.length === 0 ? {} : { content: { parts: chunk.parts, role: 'model' } }),
          ...chunk.closing,
          index: chunk.index,
        },
      ],
      ...(turn.directives.noUsage === true ? {} : { usageMetadata: usageMetadata(generation, sent) }),
      modelVersion: generation.request.answersAs,
      responseId: generation.id,
    };
    if (!(await stream.send(`data: ${JSON.stringify(data)}\r\n\r\n`, chunk.tokens * plan.msPerToken))) return;
  }
  if (array !== undefined) turn.res.write('\n]\n');
  stream.end();
}

function chunksOf(turn: Turn, generation: Generation): Chunk[] {
  return generation.candidates.flatMap((candidate, index) => {
    const chunks: Chunk[] = thoughtParts(candidate).map((part) => ({
      index,
      parts: [part],
      tokens: 0,
      closing: {},
    }));
    if (!isBlocked(candidate)) {
      const size = turn.directives.echoPieces === undefined ? WORDS_AT_ONCE : 1;
      for (const text of joined(piecesOf(candidate.reply.text, turn.directives), size)) {
        chunks.push({ index, parts: [{ text }], tokens: countTokens(text), closing: {} });
      }
      for (const part of callParts(generation, candidate)) {
        chunks.push({ index, parts: [part], tokens: countTokens(JSON.stringify(part)), closing: {} });
      }
    }
    const last = chunks.at(-1) ?? { index, parts: [], tokens: 0, closing: {} };
    if (chunks.length === 0) chunks.push(last);
    last.closing = closing(generation, candidate, turn.directives);
    return chunks;
  });
}

function joined(pieces: readonly string[], size: number): string[] {
  return Array.from({ length: Math.ceil(pieces.length / size) }, (_, i) =>
    pieces.slice(i * size, (i + 1) * size).join(''),
  );
}

/** Without `alt=sse`: one JSON array whose elements arrive one by one. */
function jsonArray(): Framing {
  let sent = 0;
  const element = (sse: string) => {
    sent += 1;
    return `${sent === 1 ? '[' : ',\r\n'}${sse.replace(/^data: /, '').trimEnd()}`;
  };
  return {
    contentType: 'application/json; charset=UTF-8',
    frame: element,
    error: (sse) => `${element(sse)}\n]\n`,
  };
}
