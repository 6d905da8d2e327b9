import { argumentsObject } from '../arguments.ts';
import type {
  AssistantPart,
  MediaPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  Turn,
  UserTurn,
} from '../conversation.ts';
import { mediaTypeOfUrl } from '../media.ts';
import { toolId } from '../tool-ids.ts';
import { alternating, resultsFirst } from '../turns.ts';
import { NO_SIGNATURE } from './no-signature.ts';

/** `nested`: pictures may stand inside a response; models before Gemini 3 find them beside it. */
export function writeContents(turns: readonly Turn[], nested: boolean): object[] {
  return alternating(turns).flatMap((turn) => {
    const parts =
      turn.role === 'user'
        ? writeUser(turn.parts, nested)
        : turn.parts.flatMap((part, i) => writeModelPart(part, isFirstCall(turn.parts, i)));
    return parts.length === 0 ? [] : [{ role: turn.role === 'user' ? 'user' : 'model', parts }];
  });
}

/** Of several calls at once only the first carries the signature. */
function isFirstCall(parts: readonly AssistantPart[], index: number): boolean {
  return parts.findIndex(({ type }) => type === 'tool_call') === index;
}

function writeUser(parts: UserTurn['parts'], nested: boolean): object[] {
  const ordered = resultsFirst(parts);
  const beside = nested
    ? []
    : ordered.flatMap((part) => (part.type === 'tool_result' ? part.content.filter(isMedia) : []));
  const results = ordered.flatMap((part) => (part.type === 'tool_result' ? [writeResult(part, nested)] : []));
  const rest = ordered.flatMap((part) => (part.type === 'tool_result' ? [] : [writePlain(part)]));
  return [...results, ...beside.map(writeMedia), ...rest];
}

function isMedia(part: TextPart | MediaPart): part is MediaPart {
  return part.type !== 'text';
}

function writePlain(part: TextPart | MediaPart): object {
  return part.type === 'text' ? { text: part.text } : writeMedia(part);
}

function writeResult({ callId, name, content, failed }: ToolResultPart, nested: boolean): object {
  const text = content.flatMap((item) => (item.type === 'text' ? [item.text] : [])).join('\n');
  const media = nested ? content.filter(isMedia).map(writeMedia) : [];
  return {
    functionResponse: {
      id: toolId(callId),
      name,
      response: failed ? { error: text } : { output: text },
      ...(media.length === 0 ? {} : { parts: media }),
    },
  };
}

function writeMedia({ type, source, name }: MediaPart): object {
  if (source.kind === 'text') return { text: name === undefined ? source.text : `${name}\n\n${source.text}` };
  if (source.kind === 'base64') return { inlineData: { mimeType: source.mediaType, data: source.data } };
  const fallback = type === 'image' ? 'image/jpeg' : 'application/pdf';
  return {
    fileData: { mimeType: source.mediaType ?? mediaTypeOfUrl(source.url, fallback), fileUri: source.url },
  };
}

/** Thoughts without Gemini's own signature are of no use to it. */
function writeModelPart(part: AssistantPart, first: boolean): object[] {
  if (part.type === 'tool_call') return [writeCall(part, first)];
  if (part.type !== 'reasoning') return part.text === '' ? [] : [{ text: part.text }];
  if (part.signature?.family !== 'gemini') return [];
  return [{ text: part.text, thought: true, thoughtSignature: part.signature.value }];
}

function writeCall(call: ToolCallPart, first: boolean): object {
  const own = call.signature?.family === 'gemini' ? call.signature.value : undefined;
  const signature = own ?? (first ? NO_SIGNATURE : undefined);
  return {
    functionCall: { id: toolId(call.id), name: call.name, args: argumentsObject(call) },
    ...(signature === undefined ? {} : { thoughtSignature: signature }),
  };
}
