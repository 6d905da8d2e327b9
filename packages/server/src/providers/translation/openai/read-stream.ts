import type { StreamEvent } from '../answer.ts';
import { isObject } from '../cursor.ts';
import type { StreamReader } from '../dialect.ts';
import type { Frame } from '../sse-frames.ts';
import { badEvent, parsed } from '../stream-faults.ts';
import { readFinish } from './finish-reason.ts';
import { readError } from './read-answer.ts';
import { readExtraContent } from './reasoning-details.ts';
import { readUsage } from './usage.ts';

type Fields = Record<string, unknown>;

/** Chunks of a chat completion stream. */
export class OpenAiStreamReader implements StreamReader {
  private started = false;
  private finished = false;
  private refused = false;
  private ended = false;
  private readonly calls = new Set<number>();

  read({ data }: Frame): StreamEvent[] {
    if (data === undefined) return [{ type: 'ping' }];
    if (data === '[DONE]') {
      this.ended = true;
      return [{ type: 'end' }];
    }
    const chunk = parsed(data);
    if (chunk === undefined) return [badEvent()];
    if (isObject(chunk['error']) || chunk['object'] === 'error') {
      return [
        { type: 'error', error: { status: 500, message: 'The provider failed.', ...readError(chunk) } },
      ];
    }
    const events = this.start(chunk);
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'] : [];
    for (const choice of choices) if (isObject(choice)) this.choice(choice, events);
    const usage = readUsage(chunk['usage']);
    if (usage !== undefined) events.push({ type: 'usage', usage });
    return events;
  }

  /** Some servers close after the finish reason, without `[DONE]`. */
  end(): StreamEvent[] {
    return this.finished && !this.ended ? [{ type: 'end' }] : [];
  }

  private start({ id }: Fields): StreamEvent[] {
    if (this.started) return [];
    this.started = true;
    return [{ type: 'start', ...(typeof id === 'string' && id !== '' ? { id } : {}) }];
  }

  private choice(choice: Fields, events: StreamEvent[]): void {
    const delta = isObject(choice['delta']) ? choice['delta'] : {};
    pushText(events, 'reasoning', delta['reasoning_content'] ?? delta['reasoning']);
    pushText(events, 'text', delta['content']);
    if (pushText(events, 'refusal', delta['refusal'])) this.refused = true;
    const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'] : [];
    for (const call of calls) if (isObject(call)) this.call(call, events);
    if (typeof choice['finish_reason'] === 'string') this.finish(choice['finish_reason'], events);
  }

  private call(call: Fields, events: StreamEvent[]): void {
    const key = typeof call['index'] === 'number' ? call['index'] : this.calls.size;
    const target = isObject(call['function']) ? call['function'] : {};
    if (!this.calls.has(key)) {
      this.calls.add(key);
      const signature = readExtraContent(call);
      const id = typeof call['id'] === 'string' && call['id'] !== '' ? call['id'] : `call_${key}`;
      const name = String(target['name'] ?? '');
      events.push({ type: 'tool_start', key, id, name, ...(signature === undefined ? {} : { signature }) });
    }
    const json = target['arguments'];
    if (typeof json === 'string' && json !== '') events.push({ type: 'tool_delta', key, json });
  }

  private finish(reason: string, events: StreamEvent[]): void {
    this.finished = true;
    const told = readFinish(reason);
    const called = told === 'stop' && this.calls.size > 0;
    events.push({
      type: 'finish',
      finish: { reason: this.refused ? 'refusal' : called ? 'tool_calls' : told },
    });
  }
}

function pushText(events: StreamEvent[], type: 'text' | 'refusal' | 'reasoning', text: unknown): boolean {
  if (typeof text !== 'string' || text === '') return false;
  events.push({ type, text });
  return true;
}
