import { argumentsObject } from '../arguments.ts';
import type { AssistantPart, MediaPart, TextPart, ToolResultPart, Turn } from '../conversation.ts';
import { notTranslatable, unspeakable } from '../refusals.ts';
import { toolId } from '../tool-ids.ts';
import { alternating, resultsFirst } from '../turns.ts';

const IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

export function writeMessages(turns: readonly Turn[]): object[] {
  const messages: object[] = [];
  for (const turn of alternating(turns)) {
    const content =
      turn.role === 'user'
        ? resultsFirst(turn.parts).flatMap(writeUserPart)
        : turn.parts.flatMap(writeAssistantPart);
    if (content.length > 0) messages.push({ role: turn.role, content });
  }
  return messages;
}

/** The API refuses empty text blocks. */
function writeText({ text }: { text: string }): object[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

function writeUserPart(part: TextPart | MediaPart | ToolResultPart): object[] {
  if (part.type === 'text') return writeText(part);
  if (part.type !== 'tool_result') return [writeMedia(part)];
  return [
    {
      type: 'tool_result',
      tool_use_id: toolId(part.callId),
      content: part.content.flatMap((item) => (item.type === 'text' ? writeText(item) : [writeMedia(item)])),
      ...(part.failed ? { is_error: true } : {}),
    },
  ];
}

function writeMedia(part: MediaPart): object {
  const { source, at } = part;
  const title = part.name === undefined ? {} : { title: part.name };
  if (part.type === 'image') {
    if (source.kind === 'base64' && !IMAGES.has(source.mediaType)) {
      throw notTranslatable(
        at,
        `is an image of type ${source.mediaType}, which Claude models do not read`,
        'Send PNG, JPEG, GIF or WebP.',
      );
    }
    return { type: 'image', source: writeSource(source) };
  }
  if (part.type !== 'file') throw unspeakable('anthropic', at);
  if (source.kind === 'text') {
    return {
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: source.text },
      ...title,
    };
  }
  if (source.kind === 'base64' && source.mediaType.startsWith('text/')) {
    const data = Buffer.from(source.data, 'base64').toString('utf8');
    return { type: 'document', source: { type: 'text', media_type: 'text/plain', data }, ...title };
  }
  if (source.mediaType !== undefined && source.mediaType !== 'application/pdf') {
    throw notTranslatable(
      at,
      `is a file of type ${source.mediaType}, which Claude models do not read`,
      'Send PDF or plain text.',
    );
  }
  return { type: 'document', source: writeSource(source), ...title };
}

function writeSource(source: MediaPart['source']): object {
  if (source.kind === 'url') return { type: 'url', url: source.url };
  if (source.kind === 'text') return { type: 'text', media_type: 'text/plain', data: source.text };
  return { type: 'base64', media_type: source.mediaType, data: source.data };
}

/** Thoughts go back only with the signature of a Claude model: unsigned or foreign ones would be refused. */
function writeAssistantPart(part: AssistantPart): object[] {
  if (part.type === 'text' || part.type === 'refusal') return writeText(part);
  if (part.type === 'tool_call') {
    return [{ type: 'tool_use', id: toolId(part.id), name: part.name, input: argumentsObject(part) }];
  }
  if (part.sealed?.family === 'anthropic') return [{ type: 'redacted_thinking', data: part.sealed.value }];
  if (part.signature?.family !== 'anthropic') return [];
  return [{ type: 'thinking', thinking: part.text, signature: part.signature.value }];
}
