import type { WeirError } from '@weir/core/errors';
import type { Usage } from '@weir/core/usage';
import { objectIn, parsedObject } from '../../providers/json/narrow.ts';
import { readTokenUsage } from '../../providers/openai/token-usage.ts';
import { rawUsage } from '../../providers/usage-reading.ts';

type Json = Readonly<Record<string, unknown>>;

/** Events that say what a session costs; of the others only the size matters. */
const TOLD = [
  'response.done',
  'response.created',
  'session.created',
  'session.updated',
  'conversation.item.input_audio_transcription.completed',
]
  .map((type) => `"${type}"`)
  .concat('"type":"error"', '"type": "error"')
  .map((text) => Buffer.from(text));
const ASKED = ['response.create', 'session.update'].map((type) => Buffer.from(`"${type}"`));
const AUDIO_DELTA = Buffer.from('audio.delta"');
const AUDIO = Buffer.from('"input_audio_buffer.append"');

/** Sixteen-bit samples at 24 kHz in base64: a token for 100 ms heard, for 50 ms said. */
const BASE64_PER_TOKEN_HEARD = 6_400;
const BASE64_PER_TOKEN_SAID = 3_200;
const BYTES_PER_TOKEN = 4;

/** An event of the provider that matters for the account; undefined for all others, which are most. */
export function toldEvent(data: Buffer): Json | undefined {
  return TOLD.some((word) => data.includes(word)) ? parsedObject(data) : undefined;
}

export function askedEvent(data: Buffer): Json | undefined {
  return ASKED.some((word) => data.includes(word)) ? parsedObject(data) : undefined;
}

/** What the model will have to read for a message of the client, roughly. */
export function tokensHeard(data: Buffer): number {
  return Math.ceil(data.length / (data.includes(AUDIO) ? BASE64_PER_TOKEN_HEARD : BYTES_PER_TOKEN));
}

/** Output seen so far, for answers whose usage never comes. At least one token per event. */
export function tokensSaid(data: Buffer): number {
  return data.includes(AUDIO_DELTA) ? Math.ceil(data.length / BASE64_PER_TOKEN_SAID) : 1;
}

export interface ToldUsage {
  readonly usage: Usage | undefined;
  readonly raw: string | undefined;
  readonly impossible: boolean;
}

/** Usage of `response.done`, or of a transcription: tokens, or the seconds that were heard. */
export function usageOf(holder: Json): ToldUsage {
  const usage = objectIn(holder, 'usage');
  if (usage === undefined) return { usage: undefined, raw: undefined, impossible: false };
  const raw = rawUsage(usage);
  if (usage['type'] === 'duration') {
    const seconds = usage['seconds'];
    const known = typeof seconds === 'number' && seconds >= 0;
    return {
      usage: known ? { audio_seconds: seconds, input_audio_seconds: seconds } : undefined,
      raw,
      impossible: !known,
    };
  }
  const reading = readTokenUsage(usage);
  return { usage: reading.known, raw, impossible: reading.impossible };
}

/** Most output of an answer, as it was told; `inf` is Infinity, silence undefined. */
export function maxOutputOf(settings: Json | undefined): number | undefined {
  const most = settings?.['max_output_tokens'] ?? settings?.['max_response_output_tokens'];
  if (most === 'inf') return Number.POSITIVE_INFINITY;
  return typeof most === 'number' && most > 0 ? Math.ceil(most) : undefined;
}

/** Model that turns what was heard into text, when the session has one. */
export function transcriptionModelOf(session: Json | undefined): string | undefined {
  const audio = objectIn(objectIn(objectIn(session, 'audio'), 'input'), 'transcription');
  const model = (audio ?? objectIn(session, 'input_audio_transcription'))?.['model'];
  return typeof model === 'string' ? model : undefined;
}

/** `error` event of the dialect. */
export function errorEvent(error: WeirError, callId: string): string {
  const message = error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
  const type = error.status >= 500 ? 'server_error' : 'invalid_request_error';
  return JSON.stringify({
    type: 'error',
    event_id: `event_weir_${callId}`,
    error: { type, code: error.code, message, param: error.field ?? null, event_id: null },
  });
}
