import { WeirError } from '@weir/core/errors';
import type { StreamEvent } from '../answer.ts';
import { isObject } from '../cursor.ts';
import type { StreamReader } from '../dialect.ts';
import type { Frame } from '../sse-frames.ts';
import { badEvent, parsed } from '../stream-faults.ts';
import { isFailure, readFinish } from './finish-reason.ts';
import { blockReason, firstCandidate, partsOf, readError, readPart } from './read-answer.ts';
import { readUsage } from './usage.ts';

type Fields = Record<string, unknown>;

/** Chunks of a streamGenerateContent stream (alt=sse). Each is a partial answer; there is no end marker. */
export class GeminiStreamReader implements StreamReader {
  private started = false;
  private finished = false;
  private calls = 0;
  private readonly callId: string;

  constructor(callId: string) {
    this.callId = callId;
  }

  read({ data }: Frame): StreamEvent[] {
    if (data === undefined) return [{ type: 'ping' }];
    const chunk = parsed(data);
    if (chunk === undefined) return [badEvent()];
    if (isObject(chunk['error'])) {
      return [
        { type: 'error', error: { status: 500, message: 'The provider failed.', ...readError(chunk) } },
      ];
    }
    const events = this.start(chunk);
    const candidate = firstCandidate(chunk);
    try {
      for (const part of partsOf(candidate)) this.part(part, events);
    } catch (error) {
      if (error instanceof WeirError) return [...events, badEvent('a part of a kind that was not asked for')];
      throw error;
    }
    const usage = readUsage(chunk['usageMetadata']);
    if (usage !== undefined) events.push({ type: 'usage', usage });
    const reason = candidate?.['finishReason'];
    if (isFailure(reason)) events.push(badEvent(`no answer: the model stopped with ${String(reason)}`));
    else if (typeof reason === 'string') this.finish(events, readFinish(reason, this.calls > 0));
    else if (blockReason(chunk) !== undefined) this.finish(events, 'filter');
    return events;
  }

  /** The answer is complete once a finish reason came; nothing else marks the end. */
  end(): StreamEvent[] {
    return this.finished ? [{ type: 'end' }] : [];
  }

  private start({ responseId }: Fields): StreamEvent[] {
    if (this.started) return [];
    this.started = true;
    return [{ type: 'start', ...(typeof responseId === 'string' ? { id: responseId } : {}) }];
  }

  private part(part: Fields, events: StreamEvent[]): void {
    const read = readPart(part, this.callId, this.calls);
    if (read === undefined) return;
    if (read.type === 'tool_call') {
      const key = this.calls;
      const signed = read.signature === undefined ? {} : { signature: read.signature };
      this.calls += 1;
      events.push({ type: 'tool_start', key, id: read.id, name: read.name, ...signed });
      events.push({ type: 'tool_delta', key, json: read.arguments }, { type: 'part_end' });
    } else if (read.type === 'reasoning') {
      if (read.text !== '') events.push({ type: 'reasoning', text: read.text });
      if (read.signature !== undefined)
        events.push({ type: 'reasoning_signature', signature: read.signature });
    } else events.push({ type: read.type, text: read.text });
  }

  private finish(events: StreamEvent[], reason: ReturnType<typeof readFinish>): void {
    this.finished = true;
    events.push({ type: 'finish', finish: { reason } });
  }
}
