import { type ApiError, invalidRequest } from '../api-error.ts';
import { EventStream } from '../event-stream.ts';
import { missing } from '../fields.ts';
import { pause, sendBytes } from '../http.ts';
import { reply } from '../intake.ts';
import { planLatency } from '../latency.ts';
import { openaiLogprobs } from '../logprobs.ts';
import { composeReply, piecesOf } from '../reply.ts';
import { headersOf } from '../speech.ts';
import { countTokens } from '../tokens.ts';
import type { Turn } from '../world.ts';
import { ERROR_FRAME } from './chat-stream.ts';
import { modelNotFound } from './request.ts';

const AUDIO_TOKENS_PER_SECOND = 10;
/** Of compressed speech, where the file does not tell its length. */
const BYTES_PER_SECOND = 16_000;
const TOKENS_PER_SECOND = 4;

interface Transcript {
  text: string;
  seconds: number;
  prompt: string;
}

export async function answerTranscription(
  turn: Turn,
  form: FormData,
  task: 'transcribe' | 'translate',
): Promise<void> {
  const name = form.get('model');
  if (typeof name !== 'string') throw missing('model');
  const found = turn.world.models.find('openai', name);
  if (found?.model.kind !== 'transcription') throw modelNotFound(name);
  const whisper = found.model.id.startsWith('whisper');
  if (task === 'translate' && !whisper) throw modelNotFound(name);
  const format = String(form.get('response_format') ?? 'json');
  if (!whisper && format !== 'json' && format !== 'text') throw unsupported(format);
  const transcript = await transcribe(turn, form);
  const plan = planLatency(turn.world.latency, found.model.tier, 0, turn.random);
  if (!(await pause(turn, plan.firstTokenMs))) return;
  const wantsLogprobs = form.getAll('include[]').includes('logprobs');
  const logprobs =
    wantsLogprobs && !whisper ? { logprobs: openaiLogprobs(transcript.text, 0, turn.directives) } : {};
  const counted = turn.directives.noUsage === true ? {} : { usage: usageOf(transcript, whisper) };
  if (form.get('stream') === 'true' && !whisper) {
    return sendStream(turn, transcript.text, { ...logprobs, ...counted });
  }
  const { text, seconds } = transcript;
  switch (format) {
    case 'json':
      return reply(turn, { text, ...logprobs, ...counted });
    case 'verbose_json':
      return reply(turn, {
        task,
        language: 'english',
        duration: seconds,
        text,
        segments: [segment(transcript)],
        ...counted,
      });
    case 'text':
      return sendText(turn, `${text}\n`);
    case 'srt':
      return sendText(turn, `1\n00:00:00,000 --> ${clock(seconds, ',')}\n${text}\n\n`);
    case 'vtt':
      return sendText(turn, `WEBVTT\n\n00:00:00.000 --> ${clock(seconds, '.')}\n${text}\n\n`);
    default:
      throw unsupported(format);
  }
}

/** The text depends on the file alone; how much of it there is, on how long the file lasts. */
async function transcribe({ directives, random }: Turn, form: FormData): Promise<Transcript> {
  const file = form.get('file');
  if (!(file instanceof Blob)) throw missing('file');
  const audio = Buffer.from(await file.arrayBuffer());
  if (audio.length === 0)
    throw invalidRequest('Audio file might be corrupted or unsupported', 'file', 'invalid_value');
  const prompt = String(form.get('prompt') ?? '');
  const seconds = secondsOf(audio);
  const tokens = Math.max(1, Math.round(seconds * TOKENS_PER_SECOND));
  const { text } = composeReply(
    {
      lastUserText: prompt,
      endsWithToolResult: false,
      tools: [],
      toolChoice: 'none',
      maxTokens: tokens,
      stop: [],
    },
    { tokens, ...directives },
    random,
  );
  return { text: text.trim(), seconds, prompt };
}

function secondsOf(audio: Buffer): number {
  const wav = audio.length > 44 && audio.toString('latin1', 0, 4) === 'RIFF';
  const rate = wav ? audio.readUInt32LE(28) : BYTES_PER_SECOND;
  return Number(((audio.length - (wav ? 44 : 0)) / Math.max(1, rate)).toFixed(3));
}

function usageOf({ text, seconds, prompt }: Transcript, whisper: boolean): unknown {
  if (whisper) return { type: 'duration', seconds: Math.ceil(seconds) };
  const audio = Math.ceil(seconds * AUDIO_TOKENS_PER_SECOND);
  const input = audio + countTokens(prompt);
  const output = countTokens(text);
  return {
    type: 'tokens',
    input_tokens: input,
    input_token_details: { text_tokens: input - audio, audio_tokens: audio },
    output_tokens: output,
    total_tokens: input + output,
  };
}

async function sendStream(turn: Turn, text: string, ending: Record<string, unknown>): Promise<void> {
  const stream = new EventStream(turn, headersOf(turn), ERROR_FRAME);
  const send = (data: Record<string, unknown>) => stream.send(`data: ${JSON.stringify(data)}\n\n`);
  for (const delta of piecesOf(text, turn.directives)) {
    if (!(await send({ type: 'transcript.text.delta', delta }))) return;
  }
  if (await send({ type: 'transcript.text.done', text, ...ending })) stream.end();
}

function segment({ text, seconds }: Transcript): unknown {
  return {
    id: 0,
    seek: 0,
    start: 0,
    end: seconds,
    text,
    tokens: [],
    temperature: 0,
    avg_logprob: -0.2,
    compression_ratio: 1.2,
    no_speech_prob: 0.01,
  };
}

function sendText(turn: Turn, text: string): Promise<void> {
  return sendBytes(
    turn,
    { ...headersOf(turn), 'content-type': 'text/plain; charset=utf-8' },
    Buffer.from(text),
  );
}

function clock(seconds: number, point: string): string {
  return new Date(Math.round(seconds * 1_000)).toISOString().slice(11, 23).replace('.', point);
}

function unsupported(format: string): ApiError {
  return invalidRequest(
    `response_format '${format}' is not compatible with this model. Use 'json' or 'text' instead.`,
    'response_format',
    'unsupported_value',
  );
}
