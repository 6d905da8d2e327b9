import type { RequestFacts } from '../contract.ts';
import {
  objectOrNothing,
  optionalCount,
  optionalFlag,
  requiredArray,
  requiredText,
  textOrNothing,
} from '../json/narrow.ts';
import { type Fields, readFields } from '../json/read-fields.ts';
import { hasValue } from '../json/search.ts';
import { mediaBytes } from '../media.ts';
import { isOwnAnthropicTool, runsTools } from '../provider-tools.ts';
import { Resources } from '../resources.ts';
import { serviceOf } from './service.ts';

const WANTED = new Set([
  'model',
  'messages',
  'stream',
  'max_tokens',
  'metadata',
  'service_tier',
  'speed',
  'inference_geo',
  'tools',
  'output_config',
  'output_format',
  'container',
  'thread',
  'mcp_servers',
]);
const MODEL_LENGTH = 256;
const IMAGES = ['"image"', '"document"'].map((word) => Buffer.from(word));
const FILE_ID = Buffer.from('"file_id"');
/** Blocks that are text, or made by the model: neither picture nor file. */
const PLAIN = new Set(['text', 'tool_use', 'thinking', 'redacted_thinking']);

export function* readRequest(body: Buffer): Generator<void, RequestFacts> {
  const fields = yield* readFields(body, WANTED);
  const model = requiredText(fields, 'model', MODEL_LENGTH);
  requiredArray(fields, 'messages');
  const parts = hasParts(fields['messages']);
  const media = parts ? mediaBytes(body) : 0;
  return {
    model,
    stream: optionalFlag(fields, 'stream'),
    maxOutputTokens: optionalCount(fields, 'max_tokens'),
    choices: 1,
    user: textOrNothing(objectOrNothing(fields['metadata'])?.['user_id']),
    metadata: undefined,
    mustAskForUsage: false,
    ...serviceOf(fields),
    needs: needsOf(body, fields, parts),
    mediaBytes: media === 0 ? undefined : media,
    resources: resourcesOf(body, fields, parts),
    addsInput: fields['mcp_servers'] !== undefined || runsTools(fields['tools'], isOwnAnthropicTool),
    // a message of a thread is kept: the next one names it
    stored: fields['thread'] === undefined ? undefined : true,
  };
}

function needsOf(body: Buffer, fields: Fields, parts: boolean): readonly string[] | undefined {
  const needs: string[] = [];
  const { tools } = fields;
  if (Array.isArray(tools) && tools.length > 0) needs.push('tools');
  if (parts && IMAGES.some((word) => hasValue(body, word))) needs.push('vision');
  const format = fields['output_format'] ?? objectOrNothing(fields['output_config'])?.['format'];
  if (objectOrNothing(format)?.['type'] === 'json_schema') needs.push('structured_output');
  return needs.length === 0 ? undefined : needs;
}

function resourcesOf(body: Buffer, fields: Fields, parts: boolean): readonly string[] | undefined {
  const { container, thread } = fields;
  if (container === undefined && thread === undefined && !parts) return undefined;
  const found = new Resources();
  found.add(typeof container === 'string' ? container : objectOrNothing(container)?.['id']);
  found.add(objectOrNothing(thread)?.['previous_message_id']);
  if (parts) found.addTexts(body, FILE_ID);
  return found.found;
}

/** True when a message may hold more than text, or when they were too large to be read (`readFields` leaves []). */
function hasParts(messages: unknown): boolean {
  if (!Array.isArray(messages)) return false;
  for (const message of messages) {
    const content: unknown = (message as { content?: unknown } | null)?.content;
    if (!Array.isArray(content)) continue;
    for (const block of content) if (!isPlain(objectOrNothing(block))) return true;
  }
  return messages.length === 0;
}

function isPlain(block: Record<string, unknown> | undefined): boolean {
  const type = String(block?.['type']);
  return PLAIN.has(type) || (type === 'tool_result' && typeof block?.['content'] === 'string');
}
