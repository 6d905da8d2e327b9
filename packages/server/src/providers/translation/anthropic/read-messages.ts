import type { AssistantPart, MediaPart, TextPart, ToolResultPart, Turn, UserTurn } from '../conversation.ts';
import { known } from '../counts.ts';
import type { Cursor } from '../cursor.ts';
import { readUrl } from '../media.ts';
import { bodyInvalid } from '../refusals.ts';
import { readSignature } from '../signature-text.ts';
import { CallNames, withCallSignatures } from '../turns.ts';

const MESSAGE = new Set(['role', 'content']);
const TEXT = new Set(['type', 'text']);
const HARMLESS = new Set(['cache_control', 'citations']);
const MEDIA = new Set(['type', 'source', 'title', 'cache_control']);
const RESULT = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']);
const CALL = new Set(['type', 'id', 'name', 'input', 'cache_control', 'caller']);

export function readMessages(messages: Cursor): Turn[] {
  if (!messages.present) throw bodyInvalid('messages', 'is missing');
  const names = new CallNames();
  const turns = messages.items().map((message) => readMessage(message, names));
  const last = messages.items().at(-1);
  if (last !== undefined && turns.at(-1)?.role === 'assistant') {
    throw last.refusal(
      'is the beginning of an answer (a prefill), which other providers do not continue',
      'End the conversation with a message of the user.',
    );
  }
  return turns;
}

/** A string or an array of text blocks. */
export function readBlocksOfText(content: Cursor): TextPart[] {
  if (!content.present) return [];
  if (typeof content.value === 'string') return textOf(content.value, content.at);
  return content.items().map(readText);
}

function readMessage(message: Cursor, names: CallNames): Turn {
  message.only(MESSAGE);
  const content = message.get('content');
  const role = message.get('role').text();
  if (role === 'system') return { role, parts: readBlocksOfText(content) };
  if (role !== 'user' && role !== 'assistant') throw message.get('role').refusal();
  if (typeof content.value === 'string') return { role, parts: textOf(content.value, content.at) };
  if (role === 'assistant')
    return {
      role,
      parts: withCallSignatures(content.items().map((block) => readAssistantBlock(block, names))),
    };
  return { role, parts: content.items().map((block) => readUserBlock(block, names)) };
}

function textOf(text: string, at: string): TextPart[] {
  return text === '' ? [] : [{ type: 'text', text, at }];
}

function readText(block: Cursor): TextPart {
  if (block.get('type').text() !== 'text') throw block.get('type').refusal();
  block.only(TEXT, HARMLESS);
  return { type: 'text', text: block.get('text').text(), at: block.at };
}

function readUserBlock(block: Cursor, names: CallNames): UserTurn['parts'][number] {
  const type = block.get('type').text();
  if (type === 'tool_result') return readResult(block, names);
  return readContentBlock(block, type);
}

function readContentBlock(block: Cursor, type: string): TextPart | MediaPart {
  if (type === 'text') return readText(block);
  if (type === 'image') return readImage(block);
  if (type === 'document') return readDocument(block);
  throw block.get('type').refusal('is a content block that other providers do not have');
}

function readImage(block: Cursor): MediaPart {
  block.only(MEDIA);
  const source = block.get('source');
  const type = source.get('type').text();
  if (type === 'url') return { type: 'image', source: readUrl(source.get('url')), at: block.at };
  if (type !== 'base64')
    throw source.refusal('names a file that only Anthropic holds', 'Send the image as base64 or URL.');
  return { type: 'image', source: readBase64(source), at: block.at };
}

function readBase64(source: Cursor): Extract<MediaPart['source'], { kind: 'base64' }> {
  return { kind: 'base64', mediaType: source.get('media_type').text(), data: source.get('data').text() };
}

function readDocument(block: Cursor): MediaPart {
  if (block.get('citations').get('enabled').flag()) {
    throw block.get('citations').refusal('asks for citations, which other providers do not make');
  }
  block.only(MEDIA, HARMLESS);
  const source = block.get('source');
  const type = source.get('type').text();
  const part = (from: MediaPart['source']) =>
    known<MediaPart>({
      type: 'file',
      source: from,
      name: block.get('title').textIfAny(),
      detail: undefined,
      at: block.at,
    });
  if (type === 'base64') return part(readBase64(source));
  if (type === 'text') return part({ kind: 'text', text: source.get('data').text() });
  if (type === 'url') {
    const from = readUrl(source.get('url'));
    return part(from.kind === 'url' ? { ...from, mediaType: 'application/pdf' } : from);
  }
  throw source.refusal(
    'is a document source that other providers do not have',
    'Send the document as base64 or text.',
  );
}

function readResult(block: Cursor, names: CallNames): ToolResultPart {
  block.only(RESULT);
  const content = block.get('content');
  const callId = block.get('tool_use_id').text();
  return {
    type: 'tool_result',
    callId,
    name: names.nameOf(callId),
    content:
      typeof content.value === 'string'
        ? textOf(content.value, content.at)
        : content.items().map((part) => readContentBlock(part, part.get('type').text())),
    failed: block.get('is_error').flag(),
    at: block.at,
  };
}

function readAssistantBlock(block: Cursor, names: CallNames): AssistantPart {
  const type = block.get('type').text();
  if (type === 'text') return readText(block);
  if (type === 'thinking') {
    return known<Extract<AssistantPart, { type: 'reasoning' }>>({
      type: 'reasoning',
      text: block.get('thinking').text(),
      signature: readSignature(block.get('signature').textIfAny(), 'anthropic'),
      sealed: undefined,
      at: block.at,
    });
  }
  if (type === 'redacted_thinking') {
    const sealed = readSignature(block.get('data').text(), 'anthropic');
    return known<Extract<AssistantPart, { type: 'reasoning' }>>({
      type: 'reasoning',
      text: '',
      signature: undefined,
      sealed,
      at: block.at,
    });
  }
  if (type !== 'tool_use')
    throw block.get('type').refusal('is a content block that other providers do not have');
  block.only(CALL);
  const id = block.get('id').text();
  const name = block.get('name').text();
  names.called(id, name);
  return {
    type: 'tool_call',
    id,
    name,
    arguments: JSON.stringify(block.get('input').object()),
    at: block.at,
  };
}
