import { ANSWER_ZONES } from '../json/zones.ts';
import { type Delta, type Event, type EventReading, NOTHING, object, objects, text } from './events.ts';

const TEXTS = ['content', 'reasoning_content', 'reasoning', 'refusal'];

/** Chunks of chat completions and completions, and events of responses. */
export function readOpenAiEvent(event: Event): EventReading {
  const type = text(event['type']);
  if (type !== undefined && !Array.isArray(event['choices'])) return readResponseEvent(event, type);
  const deltas: Delta[] = [];
  const closes: string[] = [];
  for (const [at, choice] of objects(event['choices']).entries()) {
    const index = Number(choice['index'] ?? 0);
    const last = text(choice['finish_reason']) !== undefined;
    if (last) closes.push(`${index}.`);
    deltas.push(...choiceDeltas(event, choice, at, index, last));
  }
  return { deltas, closes, whole: undefined };
}

function choiceDeltas(event: Event, choice: Event, at: number, index: number, last: boolean): Delta[] {
  const deltas: Delta[] = [];
  const add = (
    path: readonly (string | number)[],
    value: unknown,
    json: boolean,
    body: (t: string) => Event,
  ) => {
    const found = text(value);
    if (found === undefined) return;
    const channel = `${index}.${path.join('.')}`;
    const carry = (t: string) => chunkOf(event, { index, ...body(t), finish_reason: null });
    deltas.push({ channel, path: ['choices', at, ...path], text: found, json, last, carry });
  };
  add(['text'], choice['text'], false, (t) => ({ text: t, logprobs: null }));
  const delta = object(choice['delta']);
  for (const name of TEXTS) add(['delta', name], delta[name], false, (t) => ({ delta: { [name]: t } }));
  const call = object(delta['function_call']);
  add(['delta', 'function_call', 'arguments'], call['arguments'], true, (t) => ({
    delta: { function_call: { arguments: t } },
  }));
  add(['delta', 'audio', 'transcript'], object(delta['audio'])['transcript'], false, (t) => ({
    delta: { audio: { transcript: t } },
  }));
  for (const [position, tool] of objects(delta['tool_calls']).entries()) {
    deltas.push(...toolDeltas(event, tool, [at, position], index, last));
  }
  return deltas;
}

function toolDeltas(
  event: Event,
  tool: Event,
  at: readonly [number, number],
  index: number,
  last: boolean,
): Delta[] {
  const number = Number(tool['index'] ?? at[1]);
  return (
    [
      ['function', 'arguments', true],
      ['custom', 'input', false],
    ] as const
  ).flatMap(([kind, field, json]) => {
    const found = text(object(tool[kind])[field]);
    if (found === undefined) return [];
    const path = ['choices', at[0], 'delta', 'tool_calls', at[1], kind, field];
    const carry = (t: string) =>
      chunkOf(event, {
        index,
        delta: { tool_calls: [{ index: number, [kind]: { [field]: t } }] },
        finish_reason: null,
      });
    return [{ channel: `${index}.tool.${number}.${kind}`, path, text: found, json, last, carry }];
  });
}

function chunkOf(event: Event, choice: Event): Event {
  return { ...event, choices: [choice], ...('usage' in event ? { usage: null } : {}) };
}

/** Deltas that are no text. */
const NOT_TEXT = /^response\.(?:audio|image_generation_call)/;
const JSON_TEXT = /(?:function_call_arguments|mcp_call_arguments)$/;
const FINAL = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error']);

function readResponseEvent(event: Event, type: string): EventReading {
  if (type.endsWith('.delta') && (!NOT_TEXT.test(type) || type.startsWith('response.audio.transcript'))) {
    const base = type.slice(0, -'.delta'.length);
    const found = text(event['delta']);
    if (found === undefined) return NOTHING;
    const carry = (t: string): Event => ({ ...event, delta: t });
    return {
      deltas: [
        {
          channel: channelOf(event, base),
          path: ['delta'],
          text: found,
          json: JSON_TEXT.test(base),
          last: false,
          carry,
        },
      ],
      closes: [],
      whole: undefined,
    };
  }
  const whole = ANSWER_ZONES.openai;
  if (FINAL.has(type)) return { deltas: [], closes: [''], whole };
  if (!type.endsWith('.done')) return { deltas: [], closes: [], whole };
  const closes =
    text(event['item_id']) === undefined ? [] : [channelOf(event, type.slice(0, -'.done'.length))];
  return { deltas: [], closes, whole };
}

function channelOf(event: Event, base: string): string {
  const parts = [event['item_id'], event['output_index'], event['content_index'], event['summary_index']];
  return `${base}|${parts.map((part) => part ?? '').join('|')}|`;
}
