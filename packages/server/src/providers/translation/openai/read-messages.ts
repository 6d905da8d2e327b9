import type { AssistantPart, MediaPart, TextPart, ToolCallPart, Turn } from '../conversation.ts';
import { known } from '../counts.ts';
import { type Cursor, isObject } from '../cursor.ts';
import { mediaKind, readUrl } from '../media.ts';
import { bodyInvalid } from '../refusals.ts';
import { CallNames } from '../turns.ts';
import { readDetails, readExtraContent } from './reasoning-details.ts';

const PLAIN = new Set(['role', 'content']);
const TOOL = new Set(['role', 'content', 'tool_call_id', 'name']);
const ASSISTANT = new Set(['role', 'content', 'refusal', 'tool_calls', 'reasoning_details']);
/** What clients hand back of an answer as they got it. */
const ASSISTANT_HARMLESS = new Set(['annotations', 'reasoning_content', 'reasoning']);
const HINTS = new Set(['prompt_cache_breakpoint']);

/** Instructions at the head are the system prompt; later ones keep their place. */
export function readMessages(messages: Cursor): { system: TextPart[]; turns: Turn[] } {
  if (!messages.present) throw bodyInvalid('messages', 'is missing');
  const names = new CallNames();
  const system: TextPart[] = [];
  const turns: Turn[] = [];
  for (const message of messages.items()) {
    const turn = readMessage(message, names);
    if (turn.role === 'system' && turns.length === 0) system.push(...turn.parts);
    else turns.push(turn);
  }
  return { system, turns };
}

function readMessage(message: Cursor, names: CallNames): Turn {
  const role = message.get('role').text();
  const content = message.get('content');
  switch (role) {
    case 'system':
    case 'developer':
      message.only(PLAIN);
      return { role: 'system', parts: readText(content) };
    case 'user':
      message.only(PLAIN);
      return { role, parts: readContent(content) };
    case 'tool': {
      message.only(TOOL);
      const callId = message.get('tool_call_id').text();
      const name = names.nameOf(callId);
      const result = {
        type: 'tool_result',
        callId,
        name,
        content: readContent(content),
        failed: false,
        at: message.at,
      } as const;
      return { role: 'user', parts: [result] };
    }
    case 'assistant':
      message.only(ASSISTANT, ASSISTANT_HARMLESS);
      return { role, parts: readAssistant(message, names) };
    default:
      throw message
        .get('role')
        .refusal(`is ${role}, which only OpenAI models know`, 'Use tools and messages of role tool.');
  }
}

function readText(content: Cursor): TextPart[] {
  return readContent(content).map((part) => {
    if (part.type === 'text') return part;
    throw bodyInvalid(part.at, 'must be text');
  });
}

function readContent(content: Cursor): (TextPart | MediaPart)[] {
  if (typeof content.value === 'string') return textOf(content.value, content.at);
  return content.items().map(readPart);
}

function textOf(text: string, at: string): TextPart[] {
  return text === '' ? [] : [{ type: 'text', text, at }];
}

function readPart(part: Cursor): TextPart | MediaPart {
  const type = part.get('type').text();
  part.only(new Set(['type', type]), HINTS);
  const { at } = part;
  switch (type) {
    case 'text':
      return { type, text: part.get('text').text(), at };
    case 'image_url': {
      const image = part.get('image_url');
      const detail = image.get('detail').textIfAny();
      return known<MediaPart>({
        type: 'image',
        source: readUrl(image.get('url')),
        name: undefined,
        detail,
        at,
      });
    }
    case 'input_audio': {
      const audio = part.get('input_audio');
      const mediaType = `audio/${audio.get('format').text()}`;
      return { type: 'audio', source: { kind: 'base64', mediaType, data: audio.get('data').text() }, at };
    }
    case 'file':
      return readFile(part.get('file'), at);
    default:
      throw part.get('type').refusal();
  }
}

/** Both OpenAI dialects: `file_data` is a data URL (some clients send bare base64 of a PDF). */
export function readFile(file: Cursor, at: string): MediaPart {
  if (file.get('file_id').present) {
    throw file
      .get('file_id')
      .refusal('names a file that only OpenAI holds', 'Send the file itself in file_data.');
  }
  const name = file.get('filename').textIfAny();
  const data = file.get('file_data');
  const source = data.text().startsWith('data:')
    ? readUrl(data)
    : ({ kind: 'base64', mediaType: 'application/pdf', data: data.text() } as const);
  const type = source.kind === 'base64' ? mediaKind(source.mediaType) : 'file';
  return known<MediaPart>({ type, source, name, detail: undefined, at });
}

function readAssistant(message: Cursor, names: CallNames): AssistantPart[] {
  const details = message.get('reasoning_details');
  const parts: AssistantPart[] = readDetails(details.value, details.at);
  const content = message.get('content');
  if (typeof content.value === 'string') parts.push(...textOf(content.value, content.at));
  else for (const part of content.items()) parts.push(readAssistantPart(part));
  const refusal = message.get('refusal');
  if (refusal.present) parts.push({ type: 'refusal', text: refusal.text(), at: refusal.at });
  for (const call of message.get('tool_calls').items()) parts.push(readCall(call, names));
  return parts;
}

function readAssistantPart(part: Cursor): AssistantPart {
  const type = part.get('type').text();
  if (type === 'refusal') return { type, text: part.get('refusal').text(), at: part.at };
  if (type !== 'text') throw part.get('type').refusal();
  return { type, text: part.get('text').text(), at: part.at };
}

function readCall(call: Cursor, names: CallNames): ToolCallPart {
  const type = call.get('type').textIfAny() ?? 'function';
  if (type !== 'function') throw call.get('type').refusal();
  const id = call.get('id').text();
  const name = call.get('function').get('name').text();
  const given = call.get('function').get('arguments');
  names.called(id, name);
  return known<ToolCallPart>({
    type: 'tool_call',
    id,
    name,
    arguments: given.textIfAny() ?? '',
    signature: isObject(call.value) ? readExtraContent(call.value) : undefined,
    at: given.at,
  });
}
