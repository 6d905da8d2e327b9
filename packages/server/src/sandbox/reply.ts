import type { Directives } from './directives.ts';
import { fitSchema } from './fit-schema.ts';
import { integerBetween, logNormal, type Random } from './random.ts';
import { writeText } from './text.ts';
import { CHARS_PER_TOKEN, countTokens, streamPieces, truncateToTokens } from './tokens.ts';

/** What matters of a request for making up an answer, whatever its dialect. */
export interface Prompt {
  lastUserText: string;
  /** The conversation ends with tool results, so an answer is due and not another call. */
  endsWithToolResult: boolean;
  tools: readonly { name: string; schema: unknown }[];
  toolChoice: 'auto' | 'none' | 'required' | { name: string };
  /** Answer with an object that fits this. */
  jsonSchema?: unknown;
  /** Most visible tokens; thinking is already taken off. */
  maxTokens: number;
  stop: readonly string[];
}

export interface ToolCall {
  name: string;
  /** JSON text that fits the tool's schema, possibly cut by the token limit. */
  args: string;
}

export interface Reply {
  text: string;
  toolCalls: readonly ToolCall[];
  /** `refusal`: the text is the model's no; `filtered`: the provider withheld the answer, the text is empty. */
  finish: 'stop' | 'length' | 'tool_calls' | 'stop_sequence' | 'refusal' | 'filtered';
  stopSequence?: string;
  /** Visible tokens: text and tool calls. */
  tokens: number;
}

const MEDIAN_TOKENS = 90;
const LONGEST = 1_200;
/** Billed around each tool call for its name and framing. */
const TOOL_CALL_TOKENS = 8;

const REFUSAL = 'I am sorry, but I cannot help with that request.';

export function composeReply(prompt: Prompt, directives: Directives, random: Random): Reply {
  if (directives.contentFilter === true) return { text: '', toolCalls: [], finish: 'filtered', tokens: 0 };
  if (directives.refuse === true) return { ...limited(REFUSAL, { ...prompt, stop: [] }), finish: 'refusal' };
  const calls = chooseTools(prompt, directives);
  if (calls.length > 0) return toolReply(calls, prompt, random);
  const text = answerText(prompt, directives, random);
  if (directives.truncate !== true) return limited(text, prompt);
  const half = Math.max(1, Math.floor(countTokens(text) / 2));
  return { ...limited(truncateToTokens(text, half), { ...prompt, stop: [] }), finish: 'length' };
}

function answerText(prompt: Prompt, directives: Directives, random: Random): string {
  if (directives.echoPieces !== undefined) return prompt.lastUserText;
  const wanted = directives.tokens ?? Math.min(LONGEST, Math.ceil(logNormal(random, MEDIAN_TOKENS, 0.5)));
  if (prompt.jsonSchema === undefined) {
    return exactly(writeText(random, prompt.lastUserText, wanted), directives.tokens);
  }
  if (directives.unfit === 'shape') return '{"sandbox_unexpected":"shape"}';
  const fitting = JSON.stringify(fitSchema(prompt.jsonSchema, random));
  return directives.unfit === 'text' ? `Here is the result: ${fitting.slice(0, -1)}` : fitting;
}

/** The pieces in which a stream sends a text: words, or the few characters that `echo` asks for. */
export function piecesOf(text: string, { echoPieces }: Directives): string[] {
  if (echoPieces === undefined) return streamPieces(text);
  const letters = [...text];
  return Array.from({ length: Math.ceil(letters.length / echoPieces) }, (_, i) =>
    letters.slice(i * echoPieces, (i + 1) * echoPieces).join(''),
  );
}

function chooseTools(prompt: Prompt, directives: Directives): Prompt['tools'] {
  const { tools, toolChoice } = prompt;
  if (tools.length === 0 || toolChoice === 'none' || directives.tools === 0) return [];
  if (typeof toolChoice === 'object')
    return tools.filter((tool) => tool.name === toolChoice.name).slice(0, 1);
  if (toolChoice === 'auto' && prompt.endsWithToolResult && directives.tools === undefined) return [];
  const ranked = rankTools(tools, prompt.lastUserText);
  return Array.from({ length: directives.tools ?? 1 }, (_, i) => ranked[i % ranked.length]).filter(
    (tool) => tool !== undefined,
  );
}

/** Tools whose name shares words with the question come first. */
function rankTools(tools: Prompt['tools'], question: string): Prompt['tools'] {
  const asked = question.toLowerCase();
  const score = (name: string) =>
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2 && asked.includes(word)).length;
  return [...tools].sort((a, b) => score(b.name) - score(a.name));
}

function toolReply(tools: Prompt['tools'], prompt: Prompt, random: Random): Reply {
  const toolCalls: ToolCall[] = [];
  let tokens = 0;
  for (const tool of tools) {
    const room = prompt.maxTokens - tokens - TOOL_CALL_TOKENS;
    if (room <= 0) return { text: '', toolCalls, finish: 'length', tokens: prompt.maxTokens };
    const full = JSON.stringify(fitSchema(tool.schema, random));
    const args = truncateToTokens(full, room);
    toolCalls.push({ name: tool.name, args });
    tokens += TOOL_CALL_TOKENS + countTokens(args);
    if (args.length < full.length) return { text: '', toolCalls, finish: 'length', tokens };
  }
  return { text: '', toolCalls, finish: 'tool_calls', tokens };
}

function limited(text: string, prompt: Prompt): Reply {
  const stopped = cutAtStop(text, prompt.stop);
  if (countTokens(stopped.text) > prompt.maxTokens) {
    const cut = truncateToTokens(stopped.text, prompt.maxTokens);
    return { text: cut, toolCalls: [], finish: 'length', tokens: countTokens(cut) };
  }
  return {
    text: stopped.text,
    toolCalls: [],
    tokens: countTokens(stopped.text),
    ...(stopped.stop === undefined
      ? { finish: 'stop' }
      : { finish: 'stop_sequence', stopSequence: stopped.stop }),
  };
}

function cutAtStop(text: string, stops: readonly string[]): { text: string; stop?: string } {
  let first = text.length;
  let found: string | undefined;
  for (const stop of stops) {
    const at = stop === '' ? -1 : text.indexOf(stop);
    if (at >= 0 && at < first) {
      first = at;
      found = stop;
    }
  }
  return found === undefined ? { text } : { text: text.slice(0, first), stop: found };
}

function exactly(text: string, tokens: number | undefined): string {
  if (tokens === undefined) return text;
  return truncateToTokens(text, tokens).padEnd(tokens * CHARS_PER_TOKEN, '.');
}

/** Thinking before an answer: longer for harder questions, never beyond the room there is. */
export function thinkingTokens(
  random: Random,
  effort: 'minimal' | 'low' | 'medium' | 'high',
  room: number,
): number {
  const median = { minimal: 0, low: 64, medium: 256, high: 1_024 }[effort];
  if (median === 0) return 0;
  // Real APIs report reasoning in multiples of 64.
  const steps = Math.max(1, Math.round(logNormal(random, median, 0.5) / 64));
  return Math.min(room, Math.min(steps, integerBetween(random, 40, 60)) * 64);
}
