import type { AnswerFormat, Conversation, Reasoning, ToolChoice, ToolDefinition } from '../conversation.ts';
import { EFFORTS } from '../conversation.ts';
import { known } from '../counts.ts';
import { Cursor } from '../cursor.ts';
import { readMessages } from './read-messages.ts';

const CARRIED = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'stop',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'verbosity',
  'user',
  'safety_identifier',
  'n',
  'modalities',
  'logit_bias',
]);
/** Price, speed and bookkeeping: they do not change the answer. */
export const HARMLESS: ReadonlySet<string> = new Set([
  'metadata',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'prediction',
]);

/** A chat completion request as a conversation. */
export function readRequest(body: Buffer): Conversation {
  const root = Cursor.parse(body);
  root.only(CARRIED, HARMLESS);
  onlyUsual(root.get('n'), 1, 'Ask once for each answer you want.');
  for (const mode of root.get('modalities').items()) onlyUsual(mode, 'text', 'Ask for text only.');
  const bias = root.get('logit_bias');
  if (bias.present && Object.keys(bias.object()).length > 0) throw bias.refusal();
  const { system, turns } = readMessages(root.get('messages'));
  const limit = root.get('max_completion_tokens').present ? 'max_completion_tokens' : 'max_tokens';
  return known<Conversation>({
    system,
    turns,
    tools: root.get('tools').items().map(readTool),
    toolChoice: readToolChoice(root.get('tool_choice'), functionName),
    parallelToolCalls: readParallel(root.get('parallel_tool_calls')),
    maxOutputTokens: root.get(limit).numberSetting(),
    temperature: root.get('temperature').numberSetting(),
    topP: root.get('top_p').numberSetting(1),
    seed: root.get('seed').numberSetting(),
    frequencyPenalty: root.get('frequency_penalty').numberSetting(0),
    presencePenalty: root.get('presence_penalty').numberSetting(0),
    stop: readStop(root.get('stop')),
    format: readFormat(root.get('response_format')),
    reasoning: readEffort(root.get('reasoning_effort'), true),
    verbosity: readVerbosity(root.get('verbosity')),
    user: root.get('safety_identifier').textIfAny() ?? root.get('user').textIfAny(),
  });
}

export function onlyUsual(cursor: Cursor, usual: unknown, remedy: string): void {
  if (cursor.present && cursor.value !== usual) {
    throw cursor.refusal('has no counterpart in the dialect of the model that was asked for', remedy);
  }
}

/** True is what every dialect does by itself. */
export function readParallel(cursor: Cursor): Conversation['parallelToolCalls'] {
  return !cursor.present || cursor.flag() ? undefined : cursor.setting(false);
}

function readStop(stop: Cursor): Conversation['stop'] {
  if (typeof stop.value === 'string') return stop.setting([stop.value]);
  const all = stop.items().map((item) => item.text());
  return all.length === 0 ? undefined : stop.setting(all);
}

export function readVerbosity(cursor: Cursor): Conversation['verbosity'] {
  const value = cursor.textIfAny();
  return value === undefined || value === 'medium' ? undefined : cursor.setting(value);
}

export function readEffort(cursor: Cursor, show: boolean): Conversation['reasoning'] {
  if (!cursor.present) return undefined;
  const effort = EFFORTS.find((known) => known === cursor.text());
  if (effort === undefined) throw cursor.refusal();
  return cursor.setting<Reasoning>({ effort, show });
}

function readTool(tool: Cursor): ToolDefinition {
  onlyUsual(tool.get('type'), 'function', 'Define the tool as a function.');
  tool.only(new Set(['type', 'function']));
  return readFunction(tool.get('function'));
}

export function readFunction(cursor: Cursor): ToolDefinition {
  cursor.only(new Set(['type', 'name', 'description', 'parameters', 'strict']));
  const parameters = cursor.get('parameters');
  return known<ToolDefinition>({
    name: cursor.get('name').text(),
    description: cursor.get('description').textIfAny(),
    parameters: parameters.present ? parameters.object() : { type: 'object', properties: {} },
    strict: cursor.get('strict').flag(),
    at: cursor.at,
  });
}

const functionName = (choice: Cursor): string => choice.get('function').get('name').text();

/** `nameOf` finds the name in an object that stands for one function: chat and responses differ. */
export function readToolChoice(
  choice: Cursor,
  nameOf: (choice: Cursor) => string,
): Conversation['toolChoice'] {
  if (!choice.present) return undefined;
  if (typeof choice.value === 'string') {
    const mode = (['auto', 'none', 'required'] as const).find((known) => known === choice.value);
    if (mode === undefined) throw choice.refusal();
    return choice.setting<ToolChoice>({ mode });
  }
  const type = choice.get('type').text();
  if (type === 'function') return choice.setting<ToolChoice>({ mode: 'tool', name: nameOf(choice) });
  if (type !== 'allowed_tools') throw choice.get('type').refusal();
  const allowed = choice.get('allowed_tools').present ? choice.get('allowed_tools') : choice;
  const only = allowed
    .get('tools')
    .items()
    .map((tool) => {
      onlyUsual(tool.get('type'), 'function', 'Allow functions only.');
      return nameOf(tool);
    });
  return choice.setting<ToolChoice>({
    mode: allowed.get('mode').textIfAny() === 'required' ? 'required' : 'auto',
    only,
  });
}

function readFormat(format: Cursor): Conversation['format'] {
  if (!format.present) return undefined;
  const type = format.get('type').text();
  if (type === 'text') return undefined;
  if (type === 'json_object') return format.setting<AnswerFormat>({ type: 'json' });
  if (type !== 'json_schema') throw format.get('type').refusal();
  return format.setting(readSchema(format.get('json_schema')));
}

export function readSchema(cursor: Cursor): AnswerFormat {
  return known<Extract<AnswerFormat, { type: 'schema' }>>({
    type: 'schema',
    name: cursor.get('name').textIfAny() ?? 'answer',
    description: cursor.get('description').textIfAny(),
    schema: cursor.get('schema').object(),
    strict: cursor.get('strict').flag(),
  });
}
