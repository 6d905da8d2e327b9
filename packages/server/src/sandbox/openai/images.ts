import { invalidRequest } from '../api-error.ts';
import { EventStream } from '../event-stream.ts';
import { type Json, optionalInteger, requiredString } from '../fields.ts';
import { pause } from '../http.ts';
import { reply } from '../intake.ts';
import { planLatency } from '../latency.ts';
import { headersOf } from '../speech.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { ERROR_FRAME } from './chat-stream.ts';
import { modelNotFound } from './request.ts';

/** One grey pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** Output tokens of a picture by quality: square, portrait, landscape; as the provider's price page lists them. */
const OUTPUT_TOKENS: Record<string, readonly [number, number, number]> = {
  low: [272, 408, 400],
  medium: [1_056, 1_584, 1_568],
  high: [4_160, 6_240, 6_208],
};
const SIZES = ['1024x1024', '1024x1536', '1536x1024'];
/** What reading one picture costs. */
const INPUT_IMAGE_TOKENS = 194;

export interface ImageAsk {
  fields: Json;
  /** Pictures to start from; none: a new one is made. */
  pictures: number;
}

export async function answerImages(turn: Turn, { fields, pictures }: ImageAsk): Promise<void> {
  const prompt = requiredString(fields, 'prompt');
  const name = typeof fields['model'] === 'string' ? fields['model'] : 'dall-e-2';
  const found = turn.world.models.find('openai', name);
  if (found?.model.kind !== 'image') throw modelNotFound(name);
  const tokenBilled = !found.model.id.startsWith('dall-e');
  const n = optionalInteger(fields, 'n', 1, found.model.id === 'dall-e-3' ? 1 : 10) ?? 1;
  if (turn.directives.refuse === true || turn.directives.contentFilter === true) {
    throw invalidRequest(
      'Your request was rejected by the safety system.',
      'prompt',
      tokenBilled ? 'moderation_blocked' : 'content_policy_violation',
    );
  }
  const created = Math.floor(turn.world.clock.now() / 1_000);
  const plan = planLatency(turn.world.latency, found.model.tier, 0, turn.random);
  if (!tokenBilled) {
    const picture =
      fields['response_format'] === 'b64_json' ? { b64_json: PNG } : { url: `data:image/png;base64,${PNG}` };
    const revised = found.model.id === 'dall-e-3' ? { revised_prompt: prompt } : {};
    const data = Array.from({ length: n }, () => ({ ...revised, ...picture }));
    return reply(turn, { created, data }, plan.firstTokenMs);
  }
  const look = lookOf(fields);
  const usage = usageOf(prompt, pictures, n, look);
  const about = { background: 'opaque', output_format: 'png', quality: look.quality, size: look.size };
  const counted = turn.directives.noUsage === true ? {} : { usage };
  if (fields['stream'] === true || fields['stream'] === 'true') {
    return sendStream(
      turn,
      pictures > 0 ? 'image_edit' : 'image_generation',
      fields,
      { ...about, created_at: created },
      counted,
    );
  }
  const data = Array.from({ length: n }, () => ({ b64_json: PNG }));
  await reply(turn, { created, ...about, data, ...counted }, plan.firstTokenMs);
}

async function sendStream(turn: Turn, kind: string, fields: Json, about: Json, counted: Json): Promise<void> {
  const stream = new EventStream(turn, headersOf(turn), ERROR_FRAME);
  const send = (type: string, more: Json) =>
    stream.send(`event: ${type}\ndata: ${JSON.stringify({ type, b64_json: PNG, ...about, ...more })}\n\n`);
  const partials = optionalInteger({ n: Number(fields['partial_images'] ?? 0) }, 'n', 0, 3) ?? 0;
  for (let i = 0; i < partials; i++) {
    if (!(await pause(turn, 0)) || !(await send(`${kind}.partial_image`, { partial_image_index: i }))) return;
  }
  if (await send(`${kind}.completed`, counted)) stream.end();
}

function lookOf(fields: Json): { quality: string; size: string } {
  const { quality, size } = fields;
  const known = typeof quality === 'string' && quality in OUTPUT_TOKENS ? quality : 'high';
  return { quality: known, size: typeof size === 'string' && SIZES.includes(size) ? size : '1024x1024' };
}

function usageOf(prompt: string, pictures: number, n: number, look: { quality: string; size: string }): Json {
  const text = countTokens(prompt);
  const image = pictures * INPUT_IMAGE_TOKENS;
  const output = n * (OUTPUT_TOKENS[look.quality]?.[SIZES.indexOf(look.size)] ?? 0);
  return {
    input_tokens: text + image,
    input_tokens_details: { text_tokens: text, image_tokens: image },
    output_tokens: output,
    output_tokens_details: { image_tokens: output, text_tokens: 0 },
    total_tokens: text + image + output,
  };
}
