import { fitsTool, withAnswerTool } from '../answer-tool.ts';
import type { TranslationTarget } from '../contract.ts';
import type { Conversation, ToolChoice } from '../conversation.ts';
import { known } from '../counts.ts';
import { budgetOf, effortOf } from '../effort.ts';
import { notTranslatable, unspeakable } from '../refusals.ts';
import { checkedName, chosenTools } from '../tool-choice.ts';
import { hoistedSystem } from '../turns.ts';
import { countsThought, isClosedSchema, knowsFormats } from './model-traits.ts';
import { writeMessages } from './write-messages.ts';

/** The shortest budget the API takes. */
const LEAST_BUDGET = 1024;

/** A conversation as messages request. */
export function writeRequest(given: Conversation, target: TranslationTarget): unknown {
  const native = usesFormat(given, target.model);
  const conversation = native ? given : withTool(given);
  for (const name of ['seed', 'frequencyPenalty', 'presencePenalty', 'verbosity'] as const) {
    const setting = conversation[name];
    if (setting !== undefined) throw unspeakable('anthropic', setting.at);
  }
  const { temperature, topP, topK, stop, user } = conversation;
  if (temperature !== undefined && temperature.value > 1) {
    throw notTranslatable(
      temperature.at,
      'is above 1, the highest that Claude models take',
      'Send a value of 0 to 1.',
    );
  }
  const maxTokens = conversation.maxOutputTokens?.value ?? target.maxOutputTokens;
  const thinking = writeThinking(conversation, target.model, maxTokens);
  return known<Record<string, unknown>>({
    model: target.model,
    max_tokens: thinking.maxTokens,
    system: writeSystem(conversation),
    messages: writeMessages(conversation.turns),
    ...writeTools(conversation),
    temperature: temperature?.value,
    top_p: topP?.value,
    top_k: topK?.value,
    stop_sequences: stop?.value,
    thinking: thinking.thinking,
    output_config: writeConfig(native ? given : undefined, thinking.effort),
    metadata: user === undefined ? undefined : { user_id: user },
    stream: target.stream ? true : undefined,
  });
}

function usesFormat({ format }: Conversation, model: string): boolean {
  return format?.value.type === 'schema' && knowsFormats(model) && isClosedSchema(format.value.schema);
}

function withTool(conversation: Conversation): Conversation {
  const { format, reasoning } = conversation;
  if (format === undefined) return conversation;
  if (!fitsTool(format.value)) {
    throw notTranslatable(format.at, 'has a schema whose root is no object', 'Wrap the schema in an object.');
  }
  if (reasoning !== undefined && budgetOf(reasoning.value) !== 0) {
    throw notTranslatable(
      format.at,
      'cannot be combined with reasoning on this model',
      'Send a strict schema whose objects all have additionalProperties=false, or switch reasoning off.',
    );
  }
  return withAnswerTool(conversation);
}

function writeSystem(conversation: Conversation): unknown {
  const system = hoistedSystem(conversation).filter(({ text }) => text !== '');
  return system.length === 0 ? undefined : system.map(({ text }) => ({ type: 'text', text }));
}

function writeTools(conversation: Conversation): Record<string, unknown> {
  const tools = chosenTools(conversation);
  if (tools.length === 0) return {};
  return {
    tools: tools.map((tool) =>
      known<Record<string, unknown>>({
        name: checkedName(tool, /^[a-zA-Z0-9_-]{1,64}$/),
        description: tool.description,
        input_schema: 'type' in tool.parameters ? tool.parameters : { type: 'object', ...tool.parameters },
      }),
    ),
    tool_choice: writeChoice(conversation.toolChoice?.value, conversation.parallelToolCalls?.value === false),
  };
}

function writeChoice(choice: ToolChoice | undefined, oneAtATime: boolean): object | undefined {
  const single = oneAtATime ? { disable_parallel_tool_use: true } : {};
  if (choice === undefined) return oneAtATime ? { type: 'auto', ...single } : undefined;
  if (choice.mode === 'none') return { type: 'none' };
  if (choice.mode === 'tool') return { type: 'tool', name: choice.name, ...single };
  return { type: choice.mode === 'required' ? 'any' : 'auto', ...single };
}

interface Thinking {
  readonly thinking: object | undefined;
  readonly effort: string | undefined;
  readonly maxTokens: number;
}

/** Thinking counts against max_tokens, here as with other providers; a budget must leave room for the answer. */
function writeThinking({ reasoning, temperature }: Conversation, model: string, maxTokens: number): Thinking {
  if (reasoning === undefined) return { thinking: undefined, effort: undefined, maxTokens };
  const { value, at } = reasoning;
  const budget = budgetOf(value);
  if (budget === 0) return { thinking: { type: 'disabled' }, effort: undefined, maxTokens };
  if (temperature !== undefined && temperature.value !== 1) {
    throw notTranslatable(
      temperature.at,
      'cannot be combined with reasoning on Claude models',
      `Remove ${temperature.at} or ${at}.`,
    );
  }
  const display = value.show ? { display: 'summarized' } : {};
  if (!countsThought(model)) {
    const effort = effortOf(value);
    return {
      thinking: { type: 'adaptive', ...display },
      effort: effort === 'minimal' ? 'low' : effort,
      maxTokens,
    };
  }
  const fitting = Math.max(LEAST_BUDGET, Math.min(budget ?? LEAST_BUDGET * 8, Math.floor(maxTokens / 2)));
  if (fitting >= maxTokens) {
    throw notTranslatable(
      at,
      `needs an output limit above ${LEAST_BUDGET} tokens`,
      'Raise the output limit or switch reasoning off.',
    );
  }
  return { thinking: { type: 'enabled', budget_tokens: fitting }, effort: undefined, maxTokens };
}

function writeConfig(conversation: Conversation | undefined, effort: string | undefined): object | undefined {
  const format = conversation?.format?.value;
  const schema = format?.type === 'schema' ? { format: { type: 'json_schema', schema: format.schema } } : {};
  const config = { ...schema, ...(effort === undefined ? {} : { effort }) };
  return Object.keys(config).length === 0 ? undefined : config;
}
