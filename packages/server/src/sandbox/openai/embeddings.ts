import { invalidRequest } from '../api-error.ts';
import { type Json, missing, optionalInteger, requiredString } from '../fields.ts';
import { reply } from '../intake.ts';
import { createRandom, hash32, normal } from '../random.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { checkContextLength, modelNotFound } from './request.ts';

const DIMENSIONS: Record<string, number> = {
  'text-embedding-3-small': 1_536,
  'text-embedding-3-large': 3_072,
};

/** Unit vectors that depend on the text alone. */
export async function answerEmbeddings(turn: Turn, body: Json): Promise<void> {
  const name = requiredString(body, 'model');
  const found = turn.world.models.find('openai', name);
  if (found === undefined || found.model.kind !== 'embedding') throw modelNotFound(name);
  const inputs = inputsOf(body['input']);
  for (const input of inputs) checkContextLength(input.tokens, found.model, 'input');
  const dimensions = optionalInteger(body, 'dimensions', 1, 3_072) ?? DIMENSIONS[found.model.id] ?? 1_536;
  const tokens = inputs.reduce((sum, input) => sum + input.tokens, 0);
  await reply(turn, {
    object: 'list',
    data: inputs.map((input, index) => ({
      object: 'embedding',
      index,
      embedding: encode(vector(input.text, dimensions, turn.world.seed), body['encoding_format']),
    })),
    model: found.answersAs,
    ...(turn.directives.noUsage === true ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  });
}

/** Accepts a text, a list of texts, a list of token ids, or a list of such lists, as the real API does. */
function inputsOf(input: unknown): { text: string; tokens: number }[] {
  if (input === undefined || input === null) throw missing('input');
  const list = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input];
  if (list.length === 0) throw invalidRequest("'input' must not be empty.", 'input');
  return list.map((item: unknown) => {
    if (typeof item === 'string') return { text: item, tokens: countTokens(item) };
    if (Array.isArray(item)) return { text: item.join(' '), tokens: item.length };
    throw invalidRequest("'$.input' is invalid. Please check the API reference.", 'input');
  });
}

export function vector(text: string, dimensions: number, seed: number): number[] {
  const random = createRandom(hash32(text, seed));
  const raw = Array.from({ length: dimensions }, () => normal(random));
  const norm = Math.hypot(...raw);
  return raw.map((x) => Number((x / norm).toFixed(8)));
}

function encode(values: number[], format: unknown): number[] | string {
  return format === 'base64' ? Buffer.from(new Float32Array(values).buffer).toString('base64') : values;
}
