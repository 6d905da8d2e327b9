import { invalidRequest } from '../api-error.ts';
import { EventStream } from '../event-stream.ts';
import { type Json, requiredString } from '../fields.ts';
import { pause, sendBytes } from '../http.ts';
import { planLatency } from '../latency.ts';
import { headersOf } from '../speech.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { ERROR_FRAME } from './chat-stream.ts';
import { modelNotFound } from './request.ts';

const CHARS_PER_SECOND = 15;
const AUDIO_TOKENS_PER_SECOND = 20;
const LONGEST_INPUT = 4_096;
const WAV_RATE = 8_000;
const MP3_HEADER = Buffer.from([0xff, 0xfb, 0x90, 0x64]);
/** 128 kbit/s at 44.1 kHz. */
const MP3_FRAME_BYTES = 417;
const MP3_FRAMES_PER_SECOND = 38;
/** Silence is cheap to make; more than this proves nothing. */
const LONGEST_SECONDS = 4;
const TYPES: Record<string, string> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
  opus: 'audio/opus',
  aac: 'audio/aac',
  flac: 'audio/flac',
};
const CHUNK_BYTES = 4_096;

/** Silence as long as the text would take to say, at most a few seconds of it. */
export async function answerSpeech(turn: Turn, body: Json): Promise<void> {
  const name = requiredString(body, 'model');
  const found = turn.world.models.find('openai', name);
  if (found?.model.kind !== 'speech') throw modelNotFound(name);
  const input = requiredString(body, 'input');
  requiredString(body, 'voice');
  if (input.length > LONGEST_INPUT) {
    throw invalidRequest(
      `Invalid 'input': string too long. Expected at most ${LONGEST_INPUT} characters.`,
      'input',
    );
  }
  const format = typeof body['response_format'] === 'string' ? body['response_format'] : 'mp3';
  const type = TYPES[format];
  if (type === undefined)
    throw invalidRequest(`Invalid value: '${format}'.`, 'response_format', 'invalid_value');
  const seconds = input.length / CHARS_PER_SECOND;
  const audio = silence(format, Math.min(seconds, LONGEST_SECONDS));
  const plan = planLatency(turn.world.latency, found.model.tier, 0, turn.random);
  if (!(await pause(turn, plan.firstTokenMs + (turn.directives.slowMs ?? 0)))) return;
  if (body['stream_format'] !== 'sse')
    return sendBytes(turn, { ...headersOf(turn), 'content-type': type }, audio);
  if (found.model.id.startsWith('tts-')) {
    throw invalidRequest("'stream_format' 'sse' is not supported with this model.", 'stream_format');
  }
  await sendEvents(turn, audio, countTokens(input), Math.ceil(seconds * AUDIO_TOKENS_PER_SECOND));
}

async function sendEvents(turn: Turn, audio: Buffer, input: number, output: number): Promise<void> {
  const stream = new EventStream(turn, headersOf(turn), ERROR_FRAME);
  const send = (data: Json) => stream.send(`data: ${JSON.stringify(data)}\n\n`);
  for (let at = 0; at < audio.length; at += CHUNK_BYTES) {
    const piece = audio.subarray(at, at + CHUNK_BYTES).toString('base64');
    if (!(await send({ type: 'speech.audio.delta', audio: piece }))) return;
  }
  const usage = { input_tokens: input, output_tokens: output, total_tokens: input + output };
  const counted = turn.directives.noUsage === true ? {} : { usage };
  if (await send({ type: 'speech.audio.done', ...counted })) stream.end();
}

function silence(format: string, seconds: number): Buffer {
  if (format === 'wav') return wav(Math.ceil(seconds * WAV_RATE));
  if (format === 'pcm') return Buffer.alloc(Math.ceil(seconds * WAV_RATE) * 2);
  const frame = Buffer.alloc(MP3_FRAME_BYTES);
  MP3_HEADER.copy(frame);
  return Buffer.concat(Array.from({ length: Math.ceil(seconds * MP3_FRAMES_PER_SECOND) }, () => frame));
}

/** One channel of eight bits, whose zero is 128. */
function wav(samples: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(WAV_RATE, 24);
  header.writeUInt32LE(WAV_RATE, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  return Buffer.concat([header, Buffer.alloc(samples, 128)]);
}
