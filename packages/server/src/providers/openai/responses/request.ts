import type { RequestFacts } from '../../contract.ts';
import {
  objectOrNothing,
  optionalCount,
  optionalFlag,
  requiredText,
  textOrNothing,
} from '../../json/narrow.ts';
import { type Fields, readFields } from '../../json/read-fields.ts';
import { hasWord } from '../../json/search.ts';
import { isOwnOpenAiTool, runsTools } from '../../provider-tools.ts';
import { Resources } from '../../resources.ts';
import { isFilled, readDemands } from '../needs.ts';
import { MODEL_LENGTH, userOf } from '../request.ts';

const WANTED = new Set([
  'model',
  'input',
  'stream',
  'max_output_tokens',
  'user',
  'safety_identifier',
  'metadata',
  'service_tier',
  'tools',
  'text',
  'store',
  'previous_response_id',
  'conversation',
  'prompt',
]);
const ENCRYPTED = Buffer.from('"encrypted_content"');
const FILE_ID = Buffer.from('"file_id"');
/** Stands for reasoning that only the account that made it can read; it has no id of its own. */
export const ENCRYPTED_REASONING = 'encrypted_content';

export function* readRequest(body: Buffer): Generator<void, RequestFacts> {
  const fields = yield* readFields(body, WANTED);
  const { input, tools } = fields;
  const demands = readDemands({
    body,
    conversation: input,
    tools: isFilled(tools),
    structured: objectOrNothing(objectOrNothing(fields['text'])?.['format'])?.['type'] === 'json_schema',
    speech: false,
    resources: resourcesOf(body, fields),
  });
  return {
    model: requiredText(fields, 'model', MODEL_LENGTH),
    stream: optionalFlag(fields, 'stream'),
    maxOutputTokens: optionalCount(fields, 'max_output_tokens'),
    choices: 1,
    user: userOf(fields),
    metadata: objectOrNothing(fields['metadata']),
    mustAskForUsage: false,
    serviceTier: textOrNothing(fields['service_tier']),
    needs: demands.needs,
    mediaBytes: demands.mediaBytes,
    resources: demands.resources,
    addsInput: runsTools(tools, isOwnOpenAiTool),
    stored: fields['store'] !== false,
  };
}

function resourcesOf(body: Buffer, fields: Fields): Resources {
  const found = new Resources();
  found.add(fields['previous_response_id']);
  const { conversation, prompt } = fields;
  found.add(typeof conversation === 'string' ? conversation : objectOrNothing(conversation)?.['id']);
  found.add(objectOrNothing(prompt)?.['id']);
  if (Array.isArray(fields['tools']))
    for (const tool of fields['tools']) readTool(objectOrNothing(tool), found);
  // of items: their ids and what they hold; plain text has neither
  if (Array.isArray(fields['input'])) {
    found.addTexts(body, FILE_ID);
    if (hasWord(body, ENCRYPTED)) found.add(ENCRYPTED_REASONING);
  }
  return found;
}

/** Stores to search in, and the container code runs in. */
function readTool(tool: Record<string, unknown> | undefined, found: Resources): void {
  found.addAll(tool?.['vector_store_ids']);
  const container = tool?.['container'];
  found.add(container);
  found.addAll(objectOrNothing(container)?.['file_ids']);
}
