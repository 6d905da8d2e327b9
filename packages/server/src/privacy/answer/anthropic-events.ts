import { ANSWER_ZONES } from '../json/zones.ts';
import { type Event, type EventReading, NOTHING, object, text } from './events.ts';

const FIELDS = new Map([
  ['text_delta', 'text'],
  ['thinking_delta', 'thinking'],
  ['input_json_delta', 'partial_json'],
]);

export function readAnthropicEvent(event: Event): EventReading {
  const whole = ANSWER_ZONES.anthropic;
  switch (event['type']) {
    case 'content_block_delta':
      return readDelta(event);
    case 'content_block_start':
      return { deltas: [], closes: [], whole };
    case 'content_block_stop':
      return { deltas: [], closes: [`${String(event['index'])}.`], whole: undefined };
    case 'message_delta':
    case 'message_stop':
    case 'error':
      return { deltas: [], closes: [''], whole: undefined };
    case 'completion':
      return readCompletion(event);
    default:
      return NOTHING;
  }
}

function readDelta(event: Event): EventReading {
  const delta = object(event['delta']);
  const type = String(delta['type']);
  const field = FIELDS.get(type);
  if (field === undefined) return { deltas: [], closes: [], whole: ANSWER_ZONES.anthropic };
  const found = text(delta[field]);
  if (found === undefined) return NOTHING;
  return {
    deltas: [
      {
        channel: `${String(event['index'])}.${field}`,
        path: ['delta', field],
        text: found,
        json: field === 'partial_json',
        last: false,
        carry: (t) => ({ type: 'content_block_delta', index: event['index'], delta: { type, [field]: t } }),
      },
    ],
    closes: [],
    whole: undefined,
  };
}

/** The legacy text completions. */
function readCompletion(event: Event): EventReading {
  const found = text(event['completion']);
  const last = text(event['stop_reason']) !== undefined;
  const closes = last ? [''] : [];
  if (found === undefined) return { deltas: [], closes, whole: undefined };
  const carry = (t: string): Event => ({ ...event, completion: t, stop_reason: null });
  return {
    deltas: [{ channel: 'completion', path: ['completion'], text: found, json: false, last, carry }],
    closes,
    whole: undefined,
  };
}
