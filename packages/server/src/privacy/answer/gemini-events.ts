import { GEMINI_EVENT_ZONE } from '../json/zones.ts';
import { type Delta, type Event, type EventReading, object, objects, text } from './events.ts';

/**
 * Gemini numbers no parts: texts in a row make one text, thoughts another, and a part of another kind ends both.
 */
export function readGeminiEvent(event: Event): EventReading {
  const deltas: Delta[] = [];
  const closes: string[] = [];
  for (const [at, candidate] of objects(event['candidates']).entries()) {
    const index = Number(candidate['index'] ?? 0);
    const parts = objects(object(candidate['content'])['parts']);
    const finished = text(candidate['finishReason']) !== undefined;
    const kinds = parts.map(kindOf);
    for (const [position, part] of parts.entries()) {
      const kind = kinds[position] ?? 'other';
      if (position === 0)
        closes.push(...['text', 'thought'].filter((k) => k !== kind).map((k) => `${index}.${k}`));
      const found = text(part['text']);
      if (found === undefined) continue;
      const last = position + 1 < parts.length ? kinds[position + 1] !== kind : finished;
      const carry = (t: string): Event =>
        chunkOf(event, candidate, index, kind === 'thought' ? { text: t, thought: true } : { text: t });
      const path = ['candidates', at, 'content', 'parts', position, 'text'];
      deltas.push({ channel: `${index}.${kind}`, path, text: found, json: false, last, carry });
    }
    if (finished) closes.push(`${index}.`);
  }
  return { deltas, closes, whole: GEMINI_EVENT_ZONE };
}

/** An empty text part says nothing of what follows. */
function kindOf(part: Event): 'text' | 'thought' | 'other' {
  if (typeof part['text'] !== 'string') return 'other';
  return part['thought'] === true ? 'thought' : 'text';
}

function chunkOf(event: Event, candidate: Event, index: number, part: Event): Event {
  const role = object(candidate['content'])['role'] ?? 'model';
  const { usageMetadata: _usage, ...envelope } = event;
  return { ...envelope, candidates: [{ content: { parts: [part], role }, index }] };
}
