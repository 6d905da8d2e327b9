import { argumentsObject } from '../arguments.ts';
import type {
  AssistantPart,
  MediaPart,
  MediaSource,
  TextPart,
  ToolResultPart,
  Turn,
} from '../conversation.ts';
import { notTranslatable, unspeakable } from '../refusals.ts';
import { toolId } from '../tool-ids.ts';
import { alternating, resultsFirst } from '../turns.ts';

const IMAGES: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};
const DOCUMENTS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
};

/** Names documents: the API wants each to have one of its own, of few kinds of characters. */
class DocumentNames {
  private readonly used = new Set<string>();

  next(given: string | undefined): string {
    const plain = (given ?? 'document')
      .replace(/\.[a-zA-Z0-9]{1,5}$/, '')
      .replace(/[^a-zA-Z0-9()[\]-]+/g, ' ')
      .trim();
    const base = plain === '' ? 'document' : plain.slice(0, 180);
    let name = base;
    for (let i = 2; this.used.has(name); i += 1) name = `${base} ${i}`;
    this.used.add(name);
    return name;
  }
}

export function writeMessages(turns: readonly Turn[]): object[] {
  const names = new DocumentNames();
  const messages: object[] = [];
  for (const turn of alternating(turns)) {
    const content =
      turn.role === 'user'
        ? resultsFirst(turn.parts).flatMap((part) => writeUserPart(part, names))
        : turn.parts.flatMap(writeAssistantPart);
    if (content.length > 0) messages.push({ role: turn.role, content });
  }
  return messages;
}

function writeText({ text }: { text: string }): object[] {
  return text === '' ? [] : [{ text }];
}

function writeUserPart(part: TextPart | MediaPart | ToolResultPart, names: DocumentNames): object[] {
  if (part.type === 'text') return writeText(part);
  if (part.type !== 'tool_result') return [writeMedia(part, names)];
  const content = part.content.flatMap((item) =>
    item.type === 'text' ? writeText(item) : [writeMedia(item, names)],
  );
  return [
    {
      toolResult: {
        toolUseId: toolId(part.callId),
        content: content.length === 0 ? [{ text: '(no output)' }] : content,
        ...(part.failed ? { status: 'error' } : {}),
      },
    },
  ];
}

function writeMedia(part: MediaPart, names: DocumentNames): object {
  const { source, at } = part;
  if (source.kind === 'url') {
    throw notTranslatable(at, 'is given by URL, which Bedrock does not fetch', 'Send the content as base64.');
  }
  if (part.type === 'image' && source.kind === 'base64') {
    const format = IMAGES[source.mediaType];
    if (format === undefined)
      throw notTranslatable(at, `is an image of type ${source.mediaType}`, 'Send PNG, JPEG, GIF or WebP.');
    return { image: { format, source: { bytes: source.data } } };
  }
  if (part.type !== 'file') throw unspeakable('converse', at);
  const format = source.kind === 'text' ? 'txt' : DOCUMENTS[source.mediaType];
  if (format === undefined)
    throw notTranslatable(at, 'is a file of a type that Bedrock does not read', 'Send PDF or plain text.');
  return { document: { format, name: names.next(part.name), source: { bytes: base64(source) } } };
}

function base64(source: Exclude<MediaSource, { kind: 'url' }>): string {
  return source.kind === 'text' ? Buffer.from(source.text).toString('base64') : source.data;
}

function writeAssistantPart(part: AssistantPart): object[] {
  if (part.type === 'text' || part.type === 'refusal') return writeText(part);
  if (part.type === 'tool_call') {
    return [{ toolUse: { toolUseId: toolId(part.id), name: part.name, input: argumentsObject(part) } }];
  }
  if (part.sealed?.family === 'anthropic')
    return [{ reasoningContent: { redactedContent: part.sealed.value } }];
  if (part.signature?.family !== 'anthropic') return [];
  return [{ reasoningContent: { reasoningText: { text: part.text, signature: part.signature.value } } }];
}
