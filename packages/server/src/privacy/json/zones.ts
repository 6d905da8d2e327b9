import type { Dialect } from '@weir/core/contract';
import type { Zone } from './walk.ts';

/**
 * Members that are never text for a model: names, kinds, ids, places, signatures. Everything else in a conversation is
 * looked at, so that parts of a kind not yet known are covered, too.
 */
const NO_TEXT = new Set([
  ...[
    'role',
    'type',
    'id',
    'name',
    'model',
    'status',
    'object',
    'phase',
    'index',
    'format',
    'detail',
    'mode',
  ],
  ...['finish_reason', 'finishReason', 'stop_reason', 'stop_sequence', 'logprobs', 'logprobsResult', 'usage'],
  ...[
    'url',
    'uri',
    'fileUri',
    'file_url',
    'image_url',
    'media_type',
    'mimeType',
    'mime_type',
    'safetyRatings',
  ],
  ...[
    'signature',
    'thoughtSignature',
    'thought_signature',
    'encrypted_content',
    'encrypted_index',
    'cache_control',
  ],
  ...['b64_json', 'file_data', 'tool_choice', 'server_label', 'namespace', 'service_tier', 'created'],
]);
/** Base64 as a rule, but plain text in some parts (Anthropic's text documents). */
const MAYBE_BINARY = new Set(['data', 'result', 'partial_image_b64', 'redacted_thinking']);
/** Objects whose members are the client's own: every string in them is text, whatever it is called. */
const FREE = new Set(['input', 'args', 'response', 'variables', 'arguments']);
const NO_ID = /(?:^id|_id|Id|_ids)$/;

/** Arguments and results of tools. */
const FREE_ZONE: Zone = { strings: 'text', numbers: true, member: () => FREE_ZONE };
const BINARY: Zone = { strings: 'unless_binary', numbers: false, member: textMember };
/** A string of JSON, or an object of the client's. */
const ARGUMENTS: Zone = { strings: 'json', numbers: true, member: () => FREE_ZONE };
const TEXT: Zone = { strings: 'text', numbers: false, member: textMember };
/** Tools and schemas: only what their descriptions say. */
const DESCRIBED: Zone = { strings: 'none', numbers: false, member: describedMember };
const DESCRIPTION: Zone = { strings: 'text', numbers: false, member: describedMember };

function textMember(key: string): Zone | undefined {
  if (NO_TEXT.has(key) || NO_ID.test(key)) return undefined;
  if (MAYBE_BINARY.has(key)) return BINARY;
  if (key === 'arguments') return ARGUMENTS;
  return FREE.has(key) ? FREE_ZONE : TEXT;
}

function describedMember(key: string): Zone {
  return key === 'description' ? DESCRIPTION : DESCRIBED;
}

function root(members: Readonly<Record<string, Zone>>, wrappers: readonly string[] = []): Zone {
  const byKey = new Map(Object.entries(members));
  const zone: Zone = {
    strings: 'none',
    numbers: false,
    member: (key) => byKey.get(key) ?? (wrappers.includes(key) ? zone : undefined),
  };
  return zone;
}

/** What a model reads of a request. Members not named (metadata, user, model ...) are never looked at. */
export const REQUEST_ZONES: Readonly<Record<Dialect, Zone>> = {
  openai: root(
    {
      ...{ messages: TEXT, prompt: TEXT, suffix: TEXT, input: TEXT, instructions: TEXT, prediction: TEXT },
      ...{ query: TEXT, documents: TEXT, tools: DESCRIBED, functions: DESCRIBED, response_format: DESCRIBED },
      text: DESCRIBED,
    },
    ['session'],
  ),
  anthropic: root(
    { system: TEXT, messages: TEXT, prompt: TEXT, tools: DESCRIBED, output_config: DESCRIBED },
    ['requests', 'params'],
  ),
  gemini: root(
    {
      ...{ contents: TEXT, content: TEXT, systemInstruction: TEXT, system_instruction: TEXT },
      ...{ tools: DESCRIBED, generationConfig: DESCRIBED, instances: TEXT, title: TEXT },
    },
    ['requests', 'request', 'batch', 'inputConfig', 'input_config', 'generateContentRequest'],
  ),
};

/** What a model wrote in an answer, or what an answer or event repeats of the request. */
export const ANSWER_ZONES: Readonly<Record<Dialect, Zone>> = {
  openai: root(
    {
      ...{ choices: TEXT, output: TEXT, instructions: TEXT, item: TEXT, part: TEXT, text: TEXT },
      ...{ refusal: TEXT, arguments: ARGUMENTS, annotation: TEXT, input: TEXT, code: TEXT, transcript: TEXT },
      output_text: TEXT,
    },
    ['response'],
  ),
  anthropic: root({ content: TEXT, content_block: TEXT, delta: TEXT, completion: TEXT }, ['message']),
  gemini: root({ candidates: TEXT }, ['response']),
};

const GEMINI_PART: Zone = {
  strings: 'text',
  numbers: false,
  member: (key) => (key === 'text' ? undefined : textMember(key)),
};
const GEMINI_CANDIDATE: Zone = {
  strings: 'none',
  numbers: false,
  member: (key) => (key === 'content' ? GEMINI_CANDIDATE : key === 'parts' ? GEMINI_PART : textMember(key)),
};
/** Of a Gemini stream, what is complete in its event: all but the texts of parts. */
export const GEMINI_EVENT_ZONE: Zone = root({ candidates: GEMINI_CANDIDATE });
