import type { TranslationTarget } from '../contract.ts';
import type { AnswerFormat, Conversation, ToolChoice, ToolDefinition } from '../conversation.ts';
import { known } from '../counts.ts';
import { effortOf } from '../effort.ts';
import { notTranslatable, unspeakable } from '../refusals.ts';
import { checkedName } from '../tool-choice.ts';
import { writeMessages } from './write-messages.ts';

/** OpenAI's own reasoning models refuse `max_tokens`; many servers that speak the dialect know nothing else. */
const OPENAIS_OWN = /(^|\/)(gpt-(?!oss)|chatgpt|o\d)/;
const MOST_STOPS = 4;

/** A conversation as chat completion request. */
export function writeRequest(conversation: Conversation, target: TranslationTarget): unknown {
  const { topK, stop, reasoning, format } = conversation;
  if (topK !== undefined) throw unspeakable('openai', topK.at);
  if (stop !== undefined && stop.value.length > MOST_STOPS) {
    throw notTranslatable(
      stop.at,
      `has more than ${MOST_STOPS} entries`,
      `Send at most ${MOST_STOPS} stop sequences.`,
    );
  }
  const limit = OPENAIS_OWN.test(target.model) ? 'max_completion_tokens' : 'max_tokens';
  return known<Record<string, unknown>>({
    model: target.model,
    messages: writeMessages(conversation),
    [limit]: conversation.maxOutputTokens?.value,
    temperature: conversation.temperature?.value,
    top_p: conversation.topP?.value,
    seed: conversation.seed?.value,
    frequency_penalty: conversation.frequencyPenalty?.value,
    presence_penalty: conversation.presencePenalty?.value,
    stop: stop?.value,
    ...writeTools(conversation),
    response_format: format === undefined ? undefined : writeFormat(format.value),
    reasoning_effort: reasoning === undefined ? undefined : effortOf(reasoning.value),
    verbosity: conversation.verbosity?.value,
    user: conversation.user,
    ...(target.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  });
}

function writeTools({ tools, toolChoice, parallelToolCalls }: Conversation): Record<string, unknown> {
  if (tools.length === 0) return {};
  return {
    tools: tools.map(writeTool),
    tool_choice: toolChoice === undefined ? undefined : writeChoice(toolChoice.value),
    parallel_tool_calls: parallelToolCalls?.value,
  };
}

function writeTool(tool: ToolDefinition): object {
  const { description, parameters, strict } = tool;
  const name = checkedName(tool, /^[a-zA-Z0-9_-]{1,64}$/);
  return {
    type: 'function',
    function: known<Record<string, unknown>>({
      name,
      description,
      parameters,
      strict: strict ? true : undefined,
    }),
  };
}

function writeChoice(choice: ToolChoice): unknown {
  if (choice.mode === 'none') return choice.mode;
  if (choice.mode === 'tool') return { type: 'function', function: { name: choice.name } };
  if (choice.only === undefined) return choice.mode;
  const tools = choice.only.map((name) => ({ type: 'function', function: { name } }));
  return { type: 'allowed_tools', allowed_tools: { mode: choice.mode, tools } };
}

function writeFormat(format: AnswerFormat): object {
  if (format.type === 'json') return { type: 'json_object' };
  const { name, description, schema, strict } = format;
  return {
    type: 'json_schema',
    json_schema: known<Record<string, unknown>>({ name, description, schema, strict }),
  };
}
