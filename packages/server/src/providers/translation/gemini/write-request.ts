import type { TranslationTarget } from '../contract.ts';
import type { Conversation, Reasoning, ToolChoice, ToolDefinition } from '../conversation.ts';
import { known } from '../counts.ts';
import { budgetOf, effortOf } from '../effort.ts';
import { notTranslatable, unspeakable } from '../refusals.ts';
import { checkedName, chosenTools } from '../tool-choice.ts';
import { hoistedSystem } from '../turns.ts';
import { writeContents } from './write-contents.ts';

const MOST_STOPS = 5;
/** From Gemini 3 on an effort is named; before, thoughts are counted. */
const NAMES_EFFORT = /gemini-([3-9]|\d\d)/;
const MOST_THOUGHT = 24_576;

/** A conversation as generateContent request. Model and streaming are said in the path. */
export function writeRequest(conversation: Conversation, target: TranslationTarget): unknown {
  const { verbosity, parallelToolCalls, stop } = conversation;
  if (verbosity !== undefined) throw unspeakable('gemini', verbosity.at);
  if (parallelToolCalls !== undefined && conversation.tools.length > 0)
    throw unspeakable('gemini', parallelToolCalls.at);
  if (stop !== undefined && stop.value.length > MOST_STOPS) {
    throw notTranslatable(
      stop.at,
      `has more than ${MOST_STOPS} entries`,
      `Send at most ${MOST_STOPS} stop sequences.`,
    );
  }
  const system = hoistedSystem(conversation);
  const config = writeConfig(conversation, target.model);
  return known<Record<string, unknown>>({
    systemInstruction: system.length === 0 ? undefined : { parts: system.map(({ text }) => ({ text })) },
    contents: writeContents(conversation.turns, NAMES_EFFORT.test(target.model)),
    ...writeTools(conversation),
    generationConfig: Object.keys(config).length === 0 ? undefined : config,
  });
}

function writeConfig(conversation: Conversation, model: string): Record<string, unknown> {
  const { format, reasoning } = conversation;
  return known<Record<string, unknown>>({
    temperature: conversation.temperature?.value,
    topP: conversation.topP?.value,
    topK: conversation.topK?.value,
    seed: conversation.seed?.value,
    maxOutputTokens: conversation.maxOutputTokens?.value,
    stopSequences: conversation.stop?.value,
    presencePenalty: conversation.presencePenalty?.value,
    frequencyPenalty: conversation.frequencyPenalty?.value,
    responseMimeType: format === undefined ? undefined : 'application/json',
    responseJsonSchema: format?.value.type === 'schema' ? format.value.schema : undefined,
    thinkingConfig: reasoning === undefined ? undefined : writeThinking(reasoning.value, model),
  });
}

/** Gemini 3 cannot be kept from thinking: its least is `minimal`. */
function writeThinking(reasoning: Reasoning, model: string): object {
  const shown = reasoning.show ? { includeThoughts: true } : {};
  if (NAMES_EFFORT.test(model)) {
    const effort = effortOf(reasoning);
    const level = effort === 'none' ? 'minimal' : effort === 'xhigh' || effort === 'max' ? 'high' : effort;
    return { ...shown, ...(level === undefined ? {} : { thinkingLevel: level.toUpperCase() }) };
  }
  const budget = budgetOf(reasoning);
  return { ...shown, thinkingBudget: budget === undefined ? -1 : Math.min(budget, MOST_THOUGHT) };
}

function writeTools(conversation: Conversation): Record<string, unknown> {
  const { tools, toolChoice } = conversation;
  if (tools.length === 0) return {};
  const choice = toolChoice?.value;
  const offered = choice?.mode === 'auto' ? chosenTools(conversation) : tools;
  return {
    tools: [{ functionDeclarations: offered.map(writeFunction) }],
    toolConfig: choice === undefined ? undefined : { functionCallingConfig: writeChoice(choice) },
  };
}

function writeFunction(tool: ToolDefinition): object {
  return known<Record<string, unknown>>({
    name: checkedName(tool, /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/),
    description: tool.description,
    parametersJsonSchema: tool.parameters,
  });
}

function writeChoice(choice: ToolChoice): object {
  if (choice.mode === 'none') return { mode: 'NONE' };
  if (choice.mode === 'tool') return { mode: 'ANY', allowedFunctionNames: [choice.name] };
  if (choice.mode === 'auto') return { mode: 'AUTO' };
  return choice.only === undefined ? { mode: 'ANY' } : { mode: 'ANY', allowedFunctionNames: choice.only };
}
