import type { AnswerFormat, Conversation, Reasoning, ToolDefinition } from '../conversation.ts';
import { known } from '../counts.ts';
import { Cursor } from '../cursor.ts';
import {
  HARMLESS as CHAT_HARMLESS,
  onlyUsual,
  readEffort,
  readFunction,
  readParallel,
  readSchema,
  readToolChoice,
  readVerbosity,
} from '../openai/read-request.ts';
import { readInput } from './read-input.ts';

const CARRIED = new Set([
  'model',
  'input',
  'instructions',
  'stream',
  'max_output_tokens',
  'temperature',
  'top_p',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'text',
  'reasoning',
  'user',
  'safety_identifier',
  'include',
  'truncation',
]);
const HARMLESS = new Set([...CHAT_HARMLESS, 'stream_options']);
/** Nothing is kept, so thoughts must travel with the conversation; other extras have no source. */
const INCLUDABLE = 'reasoning.encrypted_content';
const ELSEWHERE = 'Send the whole conversation as input, with store=false.';

/** A request of the responses API as a conversation. */
export function readRequest(body: Buffer): Conversation {
  const root = Cursor.parse(body);
  for (const name of ['previous_response_id', 'conversation', 'prompt']) {
    const kept = root.get(name);
    if (kept.present) throw kept.refusal('refers to what only OpenAI keeps', ELSEWHERE);
  }
  onlyUsual(root.get('store'), false, 'Send store=false: the answer cannot be kept under an id.');
  root.only(new Set([...CARRIED, 'store']), HARMLESS);
  onlyUsual(root.get('truncation'), 'disabled', 'Shorten the input yourself, with truncation=disabled.');
  for (const extra of root.get('include').items())
    onlyUsual(extra, INCLUDABLE, `Include ${INCLUDABLE} at most.`);
  const { system, turns } = readInput(root.get('input'));
  const instructions = root.get('instructions');
  const text = root.get('text');
  if (text.present) text.only(new Set(['format', 'verbosity']));
  return known<Conversation>({
    system: instructions.present
      ? [{ type: 'text', text: instructions.text(), at: instructions.at }, ...system]
      : system,
    turns,
    tools: root.get('tools').items().map(readTool),
    toolChoice: readToolChoice(root.get('tool_choice'), (choice) => choice.get('name').text()),
    parallelToolCalls: readParallel(root.get('parallel_tool_calls')),
    maxOutputTokens: root.get('max_output_tokens').numberSetting(),
    temperature: root.get('temperature').numberSetting(),
    topP: root.get('top_p').numberSetting(1),
    format: readFormat(text.get('format')),
    reasoning: readReasoning(root.get('reasoning')),
    verbosity: readVerbosity(text.get('verbosity')),
    user: root.get('safety_identifier').textIfAny() ?? root.get('user').textIfAny(),
  });
}

function readTool(tool: Cursor): ToolDefinition {
  const type = tool.get('type');
  if (type.value !== 'function') {
    throw type.refusal(
      'is a tool that only OpenAI runs',
      'Define the tool as a function, or ask for an OpenAI model.',
    );
  }
  return readFunction(tool);
}

function readFormat(format: Cursor): Conversation['format'] {
  if (!format.present) return undefined;
  const type = format.get('type').text();
  if (type === 'text') return undefined;
  if (type === 'json_object') return format.setting<AnswerFormat>({ type: 'json' });
  if (type !== 'json_schema') throw format.get('type').refusal();
  return format.setting(readSchema(format));
}

function readReasoning(reasoning: Cursor): Conversation['reasoning'] {
  if (!reasoning.present) return undefined;
  reasoning.only(new Set(['effort', 'summary', 'generate_summary']));
  const show = reasoning.get('summary').present || reasoning.get('generate_summary').present;
  const effort = readEffort(reasoning.get('effort'), show);
  return effort ?? (show ? reasoning.setting<Reasoning>({ show }) : undefined);
}
