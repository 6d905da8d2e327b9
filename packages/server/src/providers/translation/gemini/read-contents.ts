import type { AssistantPart, MediaPart, TextPart, ToolCallPart, Turn, UserTurn } from '../conversation.ts';
import { known } from '../counts.ts';
import type { Cursor } from '../cursor.ts';
import { mediaKind, mediaTypeOfUrl, readUrl } from '../media.ts';
import { bodyInvalid } from '../refusals.ts';

const SIGNED = new Set(['thoughtSignature', 'thought']);
/** Properties of a part that say nothing to other models. */
const HARMLESS = new Set(['partMetadata']);

/**
 * Ids of calls whose answer has not come yet, by the tool's name: Gemini's ids are optional, and without them calls
 * and responses of a name are matched in order.
 */
class OpenCalls {
  private readonly waiting = new Map<string, string[]>();
  private made = 0;

  called(name: string, given: string | undefined): string {
    this.made += 1;
    const id = given ?? `call_${this.made}`;
    this.waiting.set(name, [...(this.waiting.get(name) ?? []), id]);
    return id;
  }

  answered(name: string, given: string | undefined): string {
    const ids = this.waiting.get(name) ?? [];
    const id = given ?? ids[0] ?? `call_of_${name}`;
    this.waiting.set(
      name,
      ids.filter((open) => open !== id),
    );
    return id;
  }
}

export function readSystem(content: Cursor): TextPart[] {
  if (typeof content.value === 'string') return [{ type: 'text', text: content.value, at: content.at }];
  return content
    .get('parts')
    .items()
    .map((part) => ({ type: 'text', text: part.get('text').text(), at: part.at }));
}

export function readContents(contents: Cursor): Turn[] {
  if (!contents.present) throw bodyInvalid('contents', 'is missing');
  const open = new OpenCalls();
  return contents.items().map((content) => {
    content.only(new Set(['role', 'parts']));
    const role = content.get('role').textIfAny() ?? 'user';
    const parts = content.get('parts').items();
    if (role === 'model')
      return { role: 'assistant', parts: parts.flatMap((part) => readModelPart(part, open)) };
    if (role !== 'user' && role !== 'function') throw content.get('role').refusal();
    return { role: 'user', parts: parts.map((part) => readUserPart(part, open)) };
  });
}

function readUserPart(part: Cursor, open: OpenCalls): UserTurn['parts'][number] {
  const response = part.get('functionResponse');
  if (!response.present) return readPlainPart(part);
  response.only(new Set(['id', 'name', 'response', 'parts']));
  const name = response.get('name').text();
  const given = response.get('response');
  const error = given.present ? given.get('error') : given;
  return {
    type: 'tool_result',
    callId: open.answered(name, response.get('id').textIfAny()),
    name,
    content: [...resultText(given), ...response.get('parts').items().map(readPlainPart)],
    failed: error.present,
    at: part.at,
  };
}

/** SDKs wrap a plain text as `output` or `result`; anything else is handed on as JSON. */
function resultText(response: Cursor): TextPart[] {
  if (!response.present) return [];
  const members = Object.entries(response.object());
  const [only] = members;
  const plain =
    members.length === 1 && only !== undefined && /^(output|result|error)$/.test(only[0])
      ? only[1]
      : undefined;
  const text = typeof plain === 'string' ? plain : JSON.stringify(response.value);
  return [{ type: 'text', text, at: response.at }];
}

function readPlainPart(part: Cursor): TextPart | MediaPart {
  const { at } = part;
  const [text, inline, file] = [part.get('text'), part.get('inlineData'), part.get('fileData')];
  if (text.present) {
    part.only(new Set(['text']), HARMLESS);
    return { type: 'text', text: text.text(), at };
  }
  part.only(new Set(['inlineData', 'fileData']), HARMLESS);
  if (inline.present) {
    const mediaType = inline.get('mimeType').text();
    const name = inline.get('displayName').textIfAny();
    const source = { kind: 'base64', mediaType, data: inline.get('data').text() } as const;
    return known<MediaPart>({ type: mediaKind(mediaType), source, name, detail: undefined, at });
  }
  if (!file.present) throw part.refusal('is a part that other providers do not have');
  return readFile(file, at);
}

function readFile(file: Cursor, at: string): MediaPart {
  const uri = file.get('fileUri');
  if (/^https:\/\/(generativelanguage\.googleapis\.com|www\.youtube\.com|youtu\.be)\//.test(uri.text())) {
    throw uri.refusal('names a file that only Google can read', 'Send the file as inlineData.');
  }
  const source = readUrl(uri);
  const mediaType = file.get('mimeType').textIfAny() ?? mediaTypeOfUrl(uri.text(), 'application/pdf');
  return {
    type: mediaKind(mediaType),
    source: source.kind === 'url' ? { ...source, mediaType } : source,
    at,
  };
}

function readModelPart(part: Cursor, open: OpenCalls): AssistantPart[] {
  const { at } = part;
  const value = part.get('thoughtSignature').textIfAny();
  const signature = value === undefined ? undefined : ({ family: 'gemini', value } as const);
  const call = part.get('functionCall');
  if (call.present) {
    part.only(new Set(['functionCall']), new Set([...SIGNED, ...HARMLESS]));
    const name = call.get('name').text();
    const args = call.get('args');
    const id = open.called(name, call.get('id').textIfAny());
    const json = args.present ? JSON.stringify(args.object()) : '';
    return [known<ToolCallPart>({ type: 'tool_call', id, name, arguments: json, signature, at })];
  }
  part.only(new Set(['text']), new Set([...SIGNED, ...HARMLESS]));
  const text = part.get('text').textIfAny() ?? '';
  if (part.get('thought').flag())
    return [{ type: 'reasoning', text, ...(signature === undefined ? {} : { signature }), at }];
  return text === '' ? [] : [{ type: 'text', text, at }];
}
