import type {
  AssistantTurn,
  Conversation,
  MediaPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserTurn,
} from '../conversation.ts';
import { dataUrl } from '../media.ts';
import { notTranslatable, unspeakable } from '../refusals.ts';
import { toolId } from '../tool-ids.ts';
import { extraContent } from './reasoning-details.ts';

export function writeMessages({ system, turns }: Conversation): object[] {
  const messages: object[] = [];
  if (system.length > 0) messages.push({ role: 'system', content: plainOrParts(system) });
  for (const turn of turns) {
    if (turn.role === 'system') messages.push({ role: 'system', content: plainOrParts(turn.parts) });
    else if (turn.role === 'user') messages.push(...writeUser(turn));
    else messages.push(writeAssistant(turn));
  }
  return messages;
}

/** One text is sent as a plain string: many servers understand nothing else. */
function plainOrParts(parts: readonly (TextPart | MediaPart)[]): unknown {
  const [first] = parts;
  if (first === undefined) return '';
  return parts.length === 1 && first.type === 'text' ? first.text : parts.map(writePart);
}

/**
 * Results of tools are messages of their own and hold text only; their pictures and documents follow in a message
 * of the user. A failure has no field either, so the text says it.
 */
function writeUser({ parts }: UserTurn): object[] {
  const messages: object[] = [];
  const shown: (TextPart | MediaPart)[] = [];
  for (const part of parts) {
    if (part.type !== 'tool_result') continue;
    messages.push({ role: 'tool', tool_call_id: toolId(part.callId), content: resultText(part) });
    const media = part.content.filter((item) => item.type !== 'text');
    if (media.length > 0)
      shown.push({ type: 'text', text: `Returned by ${part.name}:`, at: part.at }, ...media);
  }
  for (const part of parts) if (part.type !== 'tool_result') shown.push(part);
  if (shown.length > 0) messages.push({ role: 'user', content: plainOrParts(shown) });
  return messages;
}

function resultText({ content, failed }: ToolResultPart): string {
  const text = content.flatMap((item) => (item.type === 'text' ? [item.text] : [])).join('\n');
  return failed ? `Error: ${text}` : text;
}

function writePart(part: TextPart | MediaPart): object {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const { source, at } = part;
  if (part.type === 'image' && source.kind !== 'text') {
    const url = source.kind === 'url' ? source.url : dataUrl(source);
    return {
      type: 'image_url',
      image_url: { url, ...(part.detail === undefined ? {} : { detail: part.detail }) },
    };
  }
  if (source.kind === 'url') {
    throw notTranslatable(
      at,
      'is a document or recording by URL, which this model cannot fetch',
      'Send it as base64.',
    );
  }
  if (source.kind === 'text')
    return { type: 'text', text: part.name === undefined ? source.text : `${part.name}\n\n${source.text}` };
  if (part.type === 'audio') return writeAudio(source.mediaType, source.data, at);
  if (part.type === 'video') throw unspeakable('openai', at);
  return { type: 'file', file: { filename: part.name ?? 'document.pdf', file_data: dataUrl(source) } };
}

const AUDIO: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mp3': 'mp3',
  'audio/mpeg': 'mp3',
};

function writeAudio(mediaType: string, data: string, at: string): object {
  const format = AUDIO[mediaType];
  if (format === undefined)
    throw notTranslatable(at, `is a recording of type ${mediaType}`, 'Send WAV or MP3.');
  return { type: 'input_audio', input_audio: { data, format } };
}

/** Thoughts of earlier turns have no place in a request of this dialect: the model does not need them. */
function writeAssistant({ parts }: AssistantTurn): object {
  const texts = parts.filter((part) => part.type === 'text');
  const refusals = parts.filter((part) => part.type === 'refusal');
  const calls = parts.filter((part) => part.type === 'tool_call');
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.map(({ text }) => text).join(''),
    ...(refusals.length === 0 ? {} : { refusal: refusals.map(({ text }) => text).join('') }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(writeCall) }),
  };
}

function writeCall(call: ToolCallPart): object {
  return {
    id: toolId(call.id),
    type: 'function',
    function: { name: call.name, arguments: call.arguments === '' ? '{}' : call.arguments },
    ...extraContent(call.signature),
  };
}
