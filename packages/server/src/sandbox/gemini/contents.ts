import { isObject, type Json } from '../fields.ts';
import { hash32 } from '../random.ts';
import { CHARS_PER_TOKEN } from '../tokens.ts';

/** What the real API bills for a picture of moderate size. */
const MEDIA_TOKENS = 258;

/** The prompt as the tokenizer sees it; caching works on beginnings of this. */
export function renderContents(contents: readonly unknown[]): string {
  return contents.map(renderContent).join('');
}

export function renderContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!isObject(content)) return '';
  return `<${String(content['role'] ?? 'user')}>${partsOf(content).map(renderPart).join('')}`;
}

/** Text of the last content of the user that has any. */
export function lastUserText(contents: readonly unknown[]): string {
  const texts = contents
    .filter(isObject)
    .filter((content) => (content['role'] ?? 'user') === 'user')
    .map(textOf);
  return texts.findLast((text) => text !== '') ?? '';
}

export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!isObject(content)) return '';
  return partsOf(content)
    .map((part) => (typeof part['text'] === 'string' ? part['text'] : ''))
    .filter((text) => text !== '')
    .join('\n');
}

function partsOf(content: Json): Json[] {
  const parts = content['parts'];
  if (isObject(parts)) return [parts];
  return Array.isArray(parts) ? parts.filter(isObject) : [];
}

function renderPart(part: Json): string {
  if (typeof part['text'] === 'string') return part['text'];
  if ('functionCall' in part || 'functionResponse' in part) return JSON.stringify(part);
  return `[${hash32(JSON.stringify(part))}]`.padEnd(MEDIA_TOKENS * CHARS_PER_TOKEN, '#');
}
