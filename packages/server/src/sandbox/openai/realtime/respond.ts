import { parseDirectives } from '../../directives.ts';
import { isObject, type Json } from '../../fields.ts';
import { pause } from '../../http.ts';
import { createRandom, hash32 } from '../../random.ts';
import { composeReply, type Prompt, piecesOf, type Reply } from '../../reply.ts';
import { countTokens } from '../../tokens.ts';
import type { Turn } from '../../world.ts';
import type { RealtimeSession } from './session.ts';

/** Sound takes about twice as many tokens as what is said in it. */
const AUDIO_PER_TEXT_TOKEN = 2;
/** A moment of silence: sixteen-bit samples. */
const SILENCE = Buffer.alloc(480).toString('base64');

/**
 * Answers what was said: `response.created`, the item with its deltas, `response.done` with usage. Throws ApiError for
 * an unknown directive. Returns false when a fault ended the connection.
 */
export async function respond(session: RealtimeSession, overrides: Json): Promise<boolean> {
  const { exchange } = session;
  const question = session.lastUserText();
  const header = exchange.req.headers['x-sandbox-fault'];
  const directives = parseDirectives(typeof header === 'string' ? header : undefined, question);
  const random = createRandom(hash32(session.rendered(), exchange.world.seed));
  const turn: Turn = { ...exchange, directives, random };
  if (directives.drop === true || directives.cutAfter === 0) return false;
  const settings = { ...session.settings, ...overrides };
  const modalities = Array.isArray(settings['output_modalities']) ? settings['output_modalities'] : ['audio'];
  const audio = modalities.includes('audio');
  const response: Json = {
    object: 'realtime.response',
    id: `resp_sandbox_${exchange.world.nextId(20)}`,
    status: 'in_progress',
    status_details: null,
    output: [],
    output_modalities: audio ? ['audio'] : ['text'],
    metadata: overrides['metadata'] ?? null,
    usage: null,
  };
  session.emit('response.created', { response });
  if (directives.status !== undefined || directives.errorEventAfter !== undefined) {
    fail(session, response);
    return true;
  }
  const reply = composeReply(promptOf(session, settings, question), directives, random);
  const usage = usageOf(session, reply, audio);
  const output: Json[] = [];
  for (const call of reply.toolCalls) output.push(sayCall(session, response, call, output.length));
  if (reply.toolCalls.length === 0) {
    const item = await sayMessage(session, turn, response, reply, audio);
    if (item === undefined) return false;
    output.push(item);
  }
  session.items.push(...output);
  const done = reply.finish === 'length' || reply.finish === 'filtered' ? 'incomplete' : 'completed';
  const reason = reply.finish === 'length' ? 'max_output_tokens' : 'content_filter';
  session.emit('response.done', {
    response: {
      ...response,
      status: done,
      status_details: done === 'completed' ? null : { type: 'incomplete', reason },
      output,
      ...(directives.noUsage === true ? {} : { usage }),
    },
  });
  return true;
}

function fail(session: RealtimeSession, response: Json): void {
  const error = { type: 'server_error', code: 'server_error' };
  session.emit('response.done', {
    response: { ...response, status: 'failed', status_details: { type: 'failed', error } },
  });
}

function promptOf(session: RealtimeSession, settings: Json, lastUserText: string): Prompt {
  const limit = settings['max_output_tokens'];
  const tools = Array.isArray(settings['tools']) ? settings['tools'].filter(isObject) : [];
  const choice = settings['tool_choice'];
  return {
    lastUserText,
    endsWithToolResult: session.items.at(-1)?.['type'] === 'function_call_output',
    tools: tools.map((tool) => ({ name: String(tool['name']), schema: tool['parameters'] ?? {} })),
    toolChoice: choice === 'none' || choice === 'required' ? choice : 'auto',
    maxTokens: typeof limit === 'number' ? limit : session.model.maxOutput,
    stop: [],
  };
}

/** Undefined when the connection was cut in between. */
async function sayMessage(
  session: RealtimeSession,
  turn: Turn,
  response: Json,
  reply: Reply,
  audio: boolean,
): Promise<Json | undefined> {
  const { directives, world } = turn;
  const item: Json = {
    id: `item_sandbox_${world.nextId(20)}`,
    object: 'realtime.item',
    type: 'message',
    role: 'assistant',
  };
  const at = { response_id: response['id'], item_id: item['id'], output_index: 0 };
  const part = { ...at, content_index: 0 };
  const kind = audio ? 'output_audio' : 'output_text';
  const opened = { ...item, status: 'in_progress', content: [] };
  session.emit('response.output_item.added', { response_id: response['id'], output_index: 0, item: opened });
  const empty = audio ? { type: 'audio', transcript: '' } : { type: 'text', text: '' };
  session.emit('response.content_part.added', { ...part, part: empty });
  let sent = 0;
  for (const delta of piecesOf(reply.text, directives)) {
    if (directives.cutAfter === sent) return undefined;
    if (!(await pause(turn, directives.slowMs ?? 0))) return undefined;
    session.emit(audio ? 'response.output_audio_transcript.delta' : 'response.output_text.delta', {
      ...part,
      delta,
    });
    if (audio) session.emit('response.output_audio.delta', { ...part, delta: SILENCE });
    sent += 1;
  }
  if (audio) {
    session.emit('response.output_audio.done', part);
    session.emit('response.output_audio_transcript.done', { ...part, transcript: reply.text });
  } else session.emit('response.output_text.done', { ...part, text: reply.text });
  const said = audio ? { transcript: reply.text } : { text: reply.text };
  session.emit('response.content_part.done', { ...part, part: { ...empty, ...said } });
  const finished = { ...item, status: 'completed', content: [{ type: kind, ...said }] };
  session.emit('response.output_item.done', { response_id: response['id'], output_index: 0, item: finished });
  return finished;
}

function sayCall(
  session: RealtimeSession,
  response: Json,
  call: { name: string; args: string },
  index: number,
): Json {
  const { world } = session.exchange;
  const item: Json = {
    id: `item_sandbox_${world.nextId(20)}`,
    object: 'realtime.item',
    type: 'function_call',
    call_id: `call_sandbox_${world.nextId(16)}`,
    name: call.name,
  };
  const at = { response_id: response['id'], item_id: item['id'], output_index: index };
  const place = { response_id: response['id'], output_index: index };
  const opened = { ...item, status: 'in_progress', arguments: '' };
  session.emit('response.output_item.added', { ...place, item: opened });
  for (const delta of call.args.match(/[\s\S]{1,8}/g) ?? []) {
    session.emit('response.function_call_arguments.delta', { ...at, call_id: item['call_id'], delta });
  }
  session.emit('response.function_call_arguments.done', {
    ...at,
    call_id: item['call_id'],
    arguments: call.args,
  });
  const finished = { ...item, status: 'completed', arguments: call.args };
  session.emit('response.output_item.done', { ...place, item: finished });
  return finished;
}

/** What an earlier response has read is cached. Each response reads the whole conversation again. */
function usageOf(session: RealtimeSession, reply: Reply, audio: boolean): Json {
  const text = countTokens(session.rendered());
  const heard = session.audioTokens;
  const spoken = audio ? reply.tokens * AUDIO_PER_TEXT_TOKEN : 0;
  const cached = {
    text_tokens: Math.min(session.knownText, text),
    audio_tokens: session.knownAudio,
    image_tokens: 0,
  };
  session.knownText = text;
  session.knownAudio = heard;
  return {
    total_tokens: text + heard + reply.tokens + spoken,
    input_tokens: text + heard,
    output_tokens: reply.tokens + spoken,
    input_token_details: {
      text_tokens: text,
      audio_tokens: heard,
      image_tokens: 0,
      cached_tokens: cached.text_tokens + cached.audio_tokens,
      cached_tokens_details: cached,
    },
    output_token_details: { text_tokens: reply.tokens, audio_tokens: spoken },
  };
}
