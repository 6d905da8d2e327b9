import { WeirError } from '@weir/core/errors';
import { percentDecoded } from '../../platform/percent.ts';
import type { RequestChanges, RequestFacts, RequestLine } from '../contract.ts';
import { objectOrNothing, optionalCount, textOrNothing } from '../json/narrow.ts';
import { type Fields, locate, readFields, splice } from '../json/read-fields.ts';
import { mediaBytes } from '../media.ts';
import { isOwnGeminiTool, runsTools } from '../provider-tools.ts';
import { Resources } from '../resources.ts';

const MODEL_LENGTH = 256;
const WANTED = new Set([
  'contents',
  'tools',
  'generationConfig',
  'generation_config',
  'cachedContent',
  'cached_content',
  'serviceTier',
  'service_tier',
  'labels',
]);
const PICTURES = ['"image/', '"video/', '"application/pdf"'].map((word) => Buffer.from(word));
const SOUND = Buffer.from('"audio/');
const FILE_URIS = ['"fileUri"', '"file_uri"'].map((key) => Buffer.from(key));
const SPLICED = new Set(['model']);
const PREFIX = 'models/';

/** The model stands in the path; Google's own names of fields come in two spellings. */
export function* readRequest(
  body: Buffer,
  line: RequestLine,
  stream: boolean,
): Generator<void, RequestFacts> {
  const model = modelOf(line);
  const fields = yield* readFields(body, WANTED);
  const config = objectOrNothing(fields['generationConfig'] ?? fields['generation_config']) ?? {};
  const parts = hasParts(fields['contents']);
  const media = parts ? mediaBytes(body) : 0;
  return {
    model,
    stream,
    maxOutputTokens: count(config, 'maxOutputTokens', 'max_output_tokens'),
    choices: Math.max(1, count(config, 'candidateCount', 'candidate_count') ?? 1),
    user: undefined,
    metadata: objectOrNothing(fields['labels']),
    mustAskForUsage: false,
    serviceTier: textOrNothing(fields['serviceTier'] ?? fields['service_tier']),
    needs: needsOf(body, fields, config, parts),
    mediaBytes: media === 0 ? undefined : media,
    resources: resourcesOf(body, fields, parts),
    addsInput: runsTools(fields['tools'], isOwnGeminiTool),
  };
}

/** Throws `body_invalid` when the path names no model. */
export function modelOf({ model }: RequestLine): string {
  if (model !== undefined && model.length > 0 && model.length <= MODEL_LENGTH) return model;
  throw new WeirError('body_invalid', 'The path names no model.', {
    field: 'model',
    remedy: 'Call /v1beta/models/{model}:generateContent.',
  });
}

/** The model stands in the path; bodies that repeat it must agree with it. */
export function rewriteRequest(body: Buffer, changes: RequestChanges): Buffer {
  if (changes.model === undefined) return body;
  const model = locate(body, SPLICED).get('model');
  if (model === undefined) return body;
  return splice(body, [{ ...model, text: JSON.stringify(PREFIX + changes.model) }]);
}

function count(config: Fields, camel: string, snake: string): number | undefined {
  return optionalCount(config, config[camel] === undefined ? snake : camel);
}

function needsOf(
  body: Buffer,
  fields: Fields,
  config: Fields,
  parts: boolean,
): readonly string[] | undefined {
  const needs: string[] = [];
  const { tools } = fields;
  if (Array.isArray(tools) && tools.length > 0) needs.push('tools');
  if (parts && PICTURES.some((word) => body.includes(word))) needs.push('vision');
  if (hasSchema(config)) needs.push('structured_output');
  if ((parts && body.includes(SOUND)) || wantsSpeech(config)) needs.push('audio');
  return needs.length === 0 ? undefined : needs;
}

function hasSchema(config: Fields): boolean {
  return ['responseSchema', 'response_schema', 'responseJsonSchema', 'response_json_schema'].some(
    (name) => config[name] !== undefined,
  );
}

function wantsSpeech(config: Fields): boolean {
  const modalities = config['responseModalities'] ?? config['response_modalities'];
  return Array.isArray(modalities) && modalities.includes('AUDIO');
}

function resourcesOf(body: Buffer, fields: Fields, parts: boolean): readonly string[] | undefined {
  const cached = fields['cachedContent'] ?? fields['cached_content'];
  if (cached === undefined && !parts) return undefined;
  const found = new Resources();
  found.add(cached);
  if (parts) {
    const uris = new Resources();
    for (const key of FILE_URIS) uris.addTexts(body, key);
    for (const uri of uris.found ?? []) found.add(fileName(uri));
  }
  return found.found;
}

/** `files/abc` of a URI of Google's file store; other addresses belong to no account. */
function fileName(uri: string): string | undefined {
  return /(?:^|\/)(files\/[a-z0-9-]+)$/i.exec(percentDecoded(uri))?.[1];
}

/** True when a turn holds more than text, or when they were too large to be read (`readFields` leaves []). */
function hasParts(contents: unknown): boolean {
  if (!Array.isArray(contents)) return contents !== undefined;
  for (const content of contents) {
    const parts = objectOrNothing(content)?.['parts'];
    if (!Array.isArray(parts)) return true;
    for (const part of parts) if (objectOrNothing(part)?.['text'] === undefined) return true;
  }
  return contents.length === 0;
}
