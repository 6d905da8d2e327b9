import type { AssistantPart, MediaPart, ReasoningPart, TextPart, Turn } from '../conversation.ts';
import { known } from '../counts.ts';
import type { Cursor } from '../cursor.ts';
import { readUrl } from '../media.ts';
import { readFile } from '../openai/read-messages.ts';
import { bodyInvalid } from '../refusals.ts';
import { CallNames, withCallSignatures } from '../turns.ts';
import { readEncrypted } from './encrypted-content.ts';

const BOOKKEEPING = new Set(['id', 'status', 'phase']);

/** Input items as turns: what the assistant said, thought and called in a row is one turn. */
export function readInput(input: Cursor): { system: TextPart[]; turns: Turn[] } {
  if (!input.present) throw bodyInvalid('input', 'is missing');
  if (typeof input.value === 'string') {
    return {
      system: [],
      turns: [{ role: 'user', parts: [{ type: 'text', text: input.value, at: input.at }] }],
    };
  }
  const names = new CallNames();
  const system: TextPart[] = [];
  const turns: Turn[] = [];
  /** What the assistant says in a row. */
  let said: AssistantPart[] | undefined;
  for (const item of input.items()) {
    const turn = readItem(item, names);
    if (turn.role === 'system' && turns.length === 0) for (const part of turn.parts) system.push(part);
    else if (turn.role !== 'assistant') {
      said = undefined;
      turns.push(turn);
    } else {
      if (said === undefined) {
        said = [];
        turns.push({ role: 'assistant', parts: said });
      }
      for (const part of turn.parts) said.push(part);
    }
  }
  return {
    system,
    turns: turns.map((turn) =>
      turn.role === 'assistant' ? { ...turn, parts: withCallSignatures(turn.parts) } : turn,
    ),
  };
}

function readItem(item: Cursor, names: CallNames): Turn {
  const type = item.get('type').textIfAny() ?? 'message';
  switch (type) {
    case 'message':
      return readMessage(item);
    case 'reasoning':
      return { role: 'assistant', parts: [readReasoning(item)] };
    case 'function_call':
      return { role: 'assistant', parts: [readCall(item, names)] };
    case 'function_call_output':
      return { role: 'user', parts: [readOutput(item, names)] };
    default:
      throw item.get('type').refusal('is an item that only OpenAI models know');
  }
}

function readMessage(item: Cursor): Turn {
  item.only(new Set(['type', 'role', 'content']), BOOKKEEPING);
  const role = item.get('role').text();
  const content = item.get('content');
  if (role === 'assistant') return { role, parts: readSaid(content) };
  const parts = readContent(content);
  if (role === 'user') return { role, parts };
  if (role !== 'system' && role !== 'developer') throw item.get('role').refusal();
  return {
    role: 'system',
    parts: parts.filter((part) => part.type === 'text' || refuse(part)) as TextPart[],
  };
}

function refuse(part: MediaPart | TextPart): never {
  throw bodyInvalid(part.at, 'must be text');
}

function readContent(content: Cursor): (TextPart | MediaPart)[] {
  if (typeof content.value !== 'string') return content.items().map(readPart);
  return content.value === '' ? [] : [{ type: 'text', text: content.value, at: content.at }];
}

function readPart(part: Cursor): TextPart | MediaPart {
  const type = part.get('type').text();
  const { at } = part;
  if (type === 'input_text' || type === 'output_text' || type === 'text') {
    return { type: 'text', text: part.get('text').text(), at };
  }
  if (type === 'input_image') return readImage(part);
  if (type !== 'input_file') throw part.get('type').refusal();
  const url = part.get('file_url');
  if (!url.present) return readFile(part, at);
  const name = part.get('filename').textIfAny();
  return known<MediaPart>({ type: 'file', source: readUrl(url), name, detail: undefined, at });
}

function readImage(part: Cursor): MediaPart {
  if (part.get('file_id').present) {
    throw part
      .get('file_id')
      .refusal('names a file that only OpenAI holds', 'Send the image as base64 or URL.');
  }
  const source = readUrl(part.get('image_url'));
  return known<MediaPart>({
    type: 'image',
    source,
    name: undefined,
    detail: part.get('detail').textIfAny(),
    at: part.at,
  });
}

function readSaid(content: Cursor): AssistantPart[] {
  if (typeof content.value === 'string') return [{ type: 'text', text: content.value, at: content.at }];
  return content.items().map((part) => {
    const type = part.get('type').text();
    if (type === 'refusal') return { type, text: part.get('refusal').text(), at: part.at };
    if (type !== 'output_text' && type !== 'input_text') throw part.get('type').refusal();
    return { type: 'text', text: part.get('text').text(), at: part.at };
  });
}

function readReasoning(item: Cursor): ReasoningPart {
  const text = item
    .get('summary')
    .items()
    .map((part) => part.get('text').text())
    .join('\n\n');
  return {
    type: 'reasoning',
    text,
    ...readEncrypted(item.get('encrypted_content').textIfAny()),
    at: item.at,
  };
}

function readCall(item: Cursor, names: CallNames): AssistantPart {
  const id = item.get('call_id').text();
  const name = item.get('name').text();
  names.called(id, name);
  const given = item.get('arguments');
  return { type: 'tool_call', id, name, arguments: given.text(), at: given.at };
}

function readOutput(item: Cursor, names: CallNames): Extract<Turn, { role: 'user' }>['parts'][number] {
  const callId = item.get('call_id').text();
  const content = readContent(item.get('output'));
  return { type: 'tool_result', callId, name: names.nameOf(callId), content, failed: false, at: item.at };
}
