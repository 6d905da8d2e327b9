import type { RequestChanges, RequestFacts } from '../contract.ts';
import {
  objectOrNothing,
  optionalCount,
  optionalFlag,
  optionalObject,
  requiredArray,
  requiredText,
  textOrNothing,
} from '../json/narrow.ts';
import { type Edit, type Fields, insertMember, locate, readFields, splice } from '../json/read-fields.ts';
import type { Member } from '../json/scan-object.ts';
import { isOwnOpenAiTool, runsTools } from '../provider-tools.ts';
import { isFilled, readDemands } from './needs.ts';

/** Longest model name taken from the wire. */
export const MODEL_LENGTH = 256;

const WANTED = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'n',
  'user',
  'safety_identifier',
  'metadata',
  'service_tier',
  'tools',
  'functions',
  'response_format',
  'modalities',
  'store',
  'web_search_options',
]);
const SPLICED = new Set(['model', 'stream_options', 'max_tokens', 'max_completion_tokens']);
/** OpenAI's reasoning models know the limit by its new name only; other servers of the dialect often by the old one only. */
const REASONING = /(^|\/)(o\d|gpt-[5-9])/;
const OLD_LIMIT = Buffer.from('"max_tokens"');

export function* readRequest(body: Buffer): Generator<void, RequestFacts> {
  const fields = yield* readFields(body, WANTED);
  const model = requiredText(fields, 'model', MODEL_LENGTH);
  requiredArray(fields, 'messages');
  const stream = optionalFlag(fields, 'stream');
  const modalities = fields['modalities'];
  const demands = readDemands({
    body,
    conversation: fields['messages'],
    tools: isFilled(fields['tools']) || isFilled(fields['functions']),
    structured: objectOrNothing(fields['response_format'])?.['type'] === 'json_schema',
    speech: Array.isArray(modalities) && modalities.includes('audio'),
  });
  return {
    model,
    stream,
    maxOutputTokens: optionalCount(fields, 'max_completion_tokens') ?? optionalCount(fields, 'max_tokens'),
    choices: Math.max(1, optionalCount(fields, 'n') ?? 1),
    user: userOf(fields),
    metadata: objectOrNothing(fields['metadata']),
    mustAskForUsage: asksForNoUsage(fields, stream),
    serviceTier: textOrNothing(fields['service_tier']),
    needs: demands.needs,
    mediaBytes: demands.mediaBytes,
    resources: demands.resources,
    addsInput: fields['web_search_options'] !== undefined || runsTools(fields['tools'], isOwnOpenAiTool),
    stored: fields['store'] === true,
  };
}

export function userOf(fields: Fields): string | undefined {
  return textOrNothing(fields['user']) ?? textOrNothing(fields['safety_identifier']);
}

export function asksForNoUsage(fields: Fields, stream: boolean): boolean {
  const options = optionalObject(fields, 'stream_options');
  return stream && options?.['include_usage'] !== true;
}

export function rewriteRequest(body: Buffer, changes: RequestChanges): Buffer {
  if (changes.model === undefined && changes.askForUsage !== true) return body;
  const members = locate(body, SPLICED);
  const edits: Edit[] = [];
  const model = members.get('model');
  if (changes.model !== undefined && model !== undefined) {
    edits.push({ ...model, text: JSON.stringify(changes.model) });
    if (REASONING.test(changes.model)) edits.push(...renamedLimit(body, members));
  }
  if (changes.askForUsage === true) {
    const options = members.get('stream_options');
    if (options === undefined) edits.push(insertMember(body, '"stream_options":{"include_usage":true}'));
    else {
      const given = objectOrNothing(JSON.parse(body.toString('utf8', options.start, options.end)));
      edits.push({ ...options, text: JSON.stringify({ ...given, include_usage: true }) });
    }
  }
  return splice(body, edits);
}

/** A request written for another model may go to one that would refuse `max_tokens`. */
function renamedLimit(body: Buffer, members: ReadonlyMap<string, Member>): Edit[] {
  const limit = members.get('max_tokens');
  if (limit === undefined || members.has('max_completion_tokens')) return [];
  const start = body.lastIndexOf(OLD_LIMIT, limit.start);
  const end = start + OLD_LIMIT.length;
  // a name written with escapes stays: the provider then says what is wrong
  if (start < 0 || body.toString('utf8', end, limit.start).trim() !== ':') return [];
  return [{ start, end, text: '"max_completion_tokens"' }];
}
