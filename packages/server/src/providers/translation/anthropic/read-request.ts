import type {
  AnswerFormat,
  Conversation,
  Effort,
  Reasoning,
  ToolChoice,
  ToolDefinition,
} from '../conversation.ts';
import { EFFORTS } from '../conversation.ts';
import { known } from '../counts.ts';
import { Cursor } from '../cursor.ts';
import { readBlocksOfText, readMessages } from './read-messages.ts';

const CARRIED = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'metadata',
]);
/** They concern price, speed and bookkeeping, not the answer. */
const HARMLESS = new Set(['cache_control', 'service_tier', 'speed', 'diagnostics']);
const TOOL_CARRIED = new Set(['type', 'name', 'description', 'input_schema', 'strict']);
const TOOL_HARMLESS = new Set(['cache_control', 'eager_input_streaming', 'input_examples']);

/** A messages request as a conversation. */
export function readRequest(body: Buffer): Conversation {
  const root = Cursor.parse(body);
  root.only(CARRIED, HARMLESS);
  const choice = root.get('tool_choice');
  const stop = root.get('stop_sequences');
  const config = root.get('output_config');
  if (config.present) config.only(new Set(['effort', 'format']));
  return known<Conversation>({
    system: readBlocksOfText(root.get('system')),
    turns: readMessages(root.get('messages')),
    tools: root.get('tools').items().map(readTool),
    toolChoice: choice.present ? choice.setting(readToolChoice(choice)) : undefined,
    parallelToolCalls: choice.get('disable_parallel_tool_use').flag()
      ? choice.get('disable_parallel_tool_use').setting(false)
      : undefined,
    maxOutputTokens: root.get('max_tokens').numberSetting(),
    temperature: root.get('temperature').numberSetting(),
    topP: root.get('top_p').numberSetting(1),
    topK: root.get('top_k').numberSetting(),
    stop: stop.items().length > 0 ? stop.setting(stop.items().map((item) => item.text())) : undefined,
    format: readFormat(config.get('format')),
    reasoning: readReasoning(root.get('thinking'), config.get('effort')),
    user: root.get('metadata').get('user_id').textIfAny(),
  });
}

function readTool(tool: Cursor): ToolDefinition {
  const type = tool.get('type');
  if (type.present && type.text() !== 'custom') {
    throw type.refusal(
      'is a tool that Anthropic runs or has trained its models on, and other providers do not have it',
      'Define the tool yourself with a name and an input_schema, or ask for a Claude model.',
    );
  }
  tool.only(TOOL_CARRIED, TOOL_HARMLESS);
  return known<ToolDefinition>({
    name: tool.get('name').text(),
    description: tool.get('description').textIfAny(),
    parameters: tool.get('input_schema').object(),
    strict: tool.get('strict').flag(),
    at: tool.at,
  });
}

function readToolChoice(choice: Cursor): ToolChoice {
  const type = choice.get('type').text();
  if (type === 'auto' || type === 'none') return { mode: type };
  if (type === 'any') return { mode: 'required' };
  if (type === 'tool') return { mode: 'tool', name: choice.get('name').text() };
  throw choice.get('type').refusal();
}

function readFormat(format: Cursor): Conversation['format'] {
  if (!format.present) return undefined;
  if (format.get('type').text() !== 'json_schema') throw format.get('type').refusal();
  const value: AnswerFormat = {
    type: 'schema',
    name: 'answer',
    schema: format.get('schema').object(),
    strict: true,
  };
  return format.setting(value);
}

function readReasoning(thinking: Cursor, effort: Cursor): Conversation['reasoning'] {
  const level = EFFORTS.find((known) => known === effort.textIfAny());
  if (effort.present && level === undefined) throw effort.refusal();
  if (!thinking.present) {
    return level === undefined ? undefined : effort.setting<Reasoning>({ effort: level, show: false });
  }
  const type = thinking.get('type').text();
  const show = thinking.get('display').textIfAny() !== 'omitted';
  if (type === 'disabled') return thinking.setting<Reasoning>({ effort: 'none', show: false });
  if (type === 'adaptive')
    return thinking.setting(known<Reasoning>({ effort: level as Effort | undefined, show }));
  if (type !== 'enabled') throw thinking.get('type').refusal();
  return thinking.setting<Reasoning>({ budget: thinking.get('budget_tokens').number(), show });
}
