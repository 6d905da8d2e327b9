import type { Dialect } from '@weir/core/contract';
import { objectOrNothing } from '../../providers/json/narrow.ts';

type Json = Record<string, unknown>;

/** What the model said in an answer of a client's dialect, put together; undefined when it cannot be read. */
export function answerText(answer: Buffer, dialect: Dialect, stream: boolean): string | undefined {
  const parts = messagesOf(answer, stream).map((message) => READERS[dialect](message));
  const texts = parts.filter((text) => text !== undefined);
  return texts.length === 0 ? undefined : texts.join('');
}

/** Mean probability of the answer's tokens, 0 to 1; undefined when the answer has no log probabilities (OpenAI only). */
export function confidenceOf(answer: Buffer, stream: boolean): number | undefined {
  let sum = 0;
  let tokens = 0;
  for (const message of messagesOf(answer, stream)) {
    for (const choice of list(message['choices'])) {
      for (const token of list(objectOrNothing(choice['logprobs'])?.['content'])) {
        const logprob = token['logprob'];
        if (typeof logprob !== 'number') continue;
        sum += Math.exp(logprob);
        tokens += 1;
      }
    }
  }
  return tokens === 0 ? undefined : sum / tokens;
}

/** The JSON objects an answer consists of: one, or the events of a stream. */
function messagesOf(answer: Buffer, stream: boolean): Json[] {
  const text = answer.toString('utf8');
  if (!stream || text.trimStart().startsWith('[')) return objectsOf(text);
  return text.split('\n').flatMap((line) => (line.startsWith('data:') ? objectsOf(line.slice(5)) : []));
}

function objectsOf(text: string): Json[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? list(value) : [objectOrNothing(value) ?? {}];
  } catch {
    return [];
  }
}

const READERS: Readonly<Record<Dialect, (message: Json) => string | undefined>> = {
  openai(message) {
    const [choice] = list(message['choices']);
    const said = objectOrNothing(choice?.['message']) ?? objectOrNothing(choice?.['delta']);
    if (choice !== undefined) return text(said?.['content']) ?? text(choice['text']);
    if (message['type'] === 'response.output_text.delta') return text(message['delta']);
    if (message['object'] !== 'response') return undefined;
    return joined(list(message['output']).flatMap((item) => list(item['content'])));
  },
  anthropic(message) {
    const delta = objectOrNothing(message['delta']);
    return text(delta?.['text']) ?? joined(list(message['content']));
  },
  gemini(message) {
    const [candidate] = list(message['candidates']);
    return joined(
      list(objectOrNothing(candidate?.['content'])?.['parts']).filter((part) => part['thought'] !== true),
    );
  },
};

function joined(parts: readonly Json[]): string | undefined {
  const texts = parts.map((part) => text(part['text'])).filter((part) => part !== undefined);
  return texts.length === 0 ? undefined : texts.join('');
}

function list(value: unknown): Json[] {
  if (!Array.isArray(value)) return [];
  return value.map(objectOrNothing).filter((item) => item !== undefined);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
