import { fitsTool, withAnswerTool } from '../answer-tool.ts';
import type { TranslationTarget } from '../contract.ts';
import type { Conversation, Setting, ToolChoice, ToolDefinition } from '../conversation.ts';
import { known } from '../counts.ts';
import { budgetOf, effortOf } from '../effort.ts';
import { notTranslatable, unspeakable } from '../refusals.ts';
import { checkedName, chosenTools } from '../tool-choice.ts';
import { hoistedSystem } from '../turns.ts';
import { writeMessages } from './write-messages.ts';

const LEAST_BUDGET = 1024;

/** A conversation as Converse request. Model and streaming are said in the path. */
export function writeRequest(given: Conversation, target: TranslationTarget): unknown {
  const conversation = withTool(given);
  for (const name of ['seed', 'frequencyPenalty', 'presencePenalty', 'verbosity'] as const) {
    const setting = conversation[name];
    if (setting !== undefined) throw unspeakable('converse', setting.at);
  }
  const { parallelToolCalls, temperature } = conversation;
  if (parallelToolCalls !== undefined && conversation.tools.length > 0)
    throw unspeakable('converse', parallelToolCalls.at);
  if (temperature !== undefined && temperature.value > 1) {
    throw notTranslatable(
      temperature.at,
      'is above 1, the highest that Bedrock takes',
      'Send a value of 0 to 1.',
    );
  }
  const system = hoistedSystem(conversation).filter(({ text }) => text !== '');
  const inference = writeInference(conversation);
  return known<Record<string, unknown>>({
    system: system.length === 0 ? undefined : system.map(({ text }) => ({ text })),
    messages: writeMessages(conversation.turns),
    toolConfig: writeTools(conversation),
    inferenceConfig: Object.keys(inference).length === 0 ? undefined : inference,
    additionalModelRequestFields: writeExtras(conversation, target.model),
  });
}

/** Converse has no structured output: the answer is the arguments of a tool. */
function withTool(conversation: Conversation): Conversation {
  const { format } = conversation;
  if (format === undefined) return conversation;
  if (fitsTool(format.value)) return withAnswerTool(conversation);
  throw notTranslatable(format.at, 'has a schema whose root is no object', 'Wrap the schema in an object.');
}

function writeInference({ maxOutputTokens, temperature, topP, stop }: Conversation): Record<string, unknown> {
  return known<Record<string, unknown>>({
    maxTokens: maxOutputTokens?.value,
    temperature: temperature?.value,
    topP: topP?.value,
    stopSequences: stop?.value,
  });
}

/** `none` has no word here: without tools the model cannot call any, unless the history already speaks of them. */
function writeTools(conversation: Conversation): object | undefined {
  const { toolChoice } = conversation;
  const tools = chosenTools(conversation);
  if (tools.length === 0) return undefined;
  if (toolChoice?.value.mode === 'none') {
    if (!callsInHistory(conversation)) return undefined;
    throw unspeakable('converse', toolChoice.at, 'Leave the tool choice to the model.');
  }
  return known<Record<string, unknown>>({
    tools: tools.map(writeTool),
    toolChoice: writeChoice(toolChoice?.value),
  });
}

function callsInHistory({ turns }: Conversation): boolean {
  return turns.some(
    ({ role, parts }) => role === 'assistant' && parts.some(({ type }) => type === 'tool_call'),
  );
}

function writeTool(tool: ToolDefinition): object {
  const { description, parameters } = tool;
  const name = checkedName(tool, /^[a-zA-Z0-9_-]{1,64}$/);
  return {
    toolSpec: known<Record<string, unknown>>({ name, description, inputSchema: { json: parameters } }),
  };
}

function writeChoice(choice: ToolChoice | undefined): object | undefined {
  if (choice === undefined || choice.mode === 'none') return undefined;
  if (choice.mode === 'tool') return { tool: { name: choice.name } };
  return choice.mode === 'required' ? { any: {} } : { auto: {} };
}

/** What Converse leaves to the model's own request fields; known for Claude, Nova and gpt-oss. */
function writeExtras(conversation: Conversation, model: string): object | undefined {
  const { topK, reasoning } = conversation;
  const extras: Record<string, unknown> = {};
  if (topK !== undefined) {
    if (!/anthropic|claude/.test(model)) throw unspeakable('converse', topK.at);
    extras['top_k'] = topK.value;
  }
  if (reasoning !== undefined) Object.assign(extras, writeReasoning(reasoning, conversation, model));
  return Object.keys(extras).length === 0 ? undefined : extras;
}

function writeReasoning(
  reasoning: NonNullable<Conversation['reasoning']>,
  { maxOutputTokens }: Conversation,
  model: string,
): object {
  const effort = effortOf(reasoning.value);
  if (effort === 'none') return {};
  const level = effort === 'minimal' ? 'low' : effort === 'xhigh' || effort === 'max' ? 'high' : effort;
  if (/anthropic|claude/.test(model)) {
    const budget = Math.max(LEAST_BUDGET, budgetOf(reasoning.value) ?? LEAST_BUDGET * 8);
    return { thinking: { type: 'enabled', budget_tokens: fitting(budget, maxOutputTokens, reasoning.at) } };
  }
  if (/nova/.test(model))
    return { reasoningConfig: { type: 'enabled', maxReasoningEffort: level ?? 'medium' } };
  if (/gpt-oss/.test(model)) return { reasoning_effort: level ?? 'medium' };
  throw unspeakable('converse', reasoning.at);
}

/** A budget must leave room for the answer. */
function fitting(budget: number, limit: Setting<number> | undefined, at: string): number {
  if (limit === undefined || budget < limit.value) return budget;
  const half = Math.floor(limit.value / 2);
  if (half >= LEAST_BUDGET) return half;
  throw notTranslatable(
    at,
    'needs an output limit of 2048 tokens or more',
    'Raise the output limit or switch reasoning off.',
  );
}
