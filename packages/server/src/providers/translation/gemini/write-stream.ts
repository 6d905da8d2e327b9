import { type Finish, mergedUsage, type StreamEvent, type TokenUsage } from '../answer.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import { known } from '../counts.ts';
import type { StreamWriter } from '../dialect.ts';
import { sseFrame } from '../sse-frames.ts';
import { badEvent } from '../stream-faults.ts';
import { writeFinish } from './finish-reason.ts';
import { writeUsage } from './usage.ts';
import { signed, writeCall, writeError } from './write-answer.ts';

type OpenCall = Extract<StreamEvent, { type: 'tool_start' }> & { json: string };

/**
 * Writes chunks of a streamGenerateContent answer. Calls have no fragments here: each is written once its arguments
 * are whole. Without `alt=sse` the chunks are the elements of one JSON array.
 */
export class GeminiStreamWriter implements StreamWriter {
  private id: string;
  private usage: TokenUsage | undefined;
  private finish: Finish = { reason: 'stop' };
  private call: OpenCall | undefined;
  private chunks = 0;
  private readonly context: AnswerTranslationContext;

  constructor(context: AnswerTranslationContext) {
    this.context = context;
    this.id = context.callId;
  }

  write(event: StreamEvent): string {
    switch (event.type) {
      case 'start':
        this.id = event.id ?? this.id;
        this.usage = mergedUsage(this.usage, event.usage);
        return '';
      case 'text':
      case 'refusal':
        return this.flush() + this.parts([{ text: event.text }]);
      case 'reasoning':
        return this.flush() + this.parts([{ text: event.text, thought: true }]);
      case 'reasoning_signature': {
        const proof = signed(event.signature);
        return 'thoughtSignature' in proof ? this.parts([{ text: '', thought: true, ...proof }]) : '';
      }
      case 'tool_start': {
        const before = this.flush();
        this.call = { ...event, json: '' };
        return before;
      }
      case 'tool_delta':
        if (this.call?.key !== event.key) return this.write(badEvent('interleaved tool calls'));
        this.call.json += event.json;
        return '';
      case 'part_end':
        return this.flush();
      case 'usage':
        this.usage = mergedUsage(this.usage, event.usage);
        return '';
      case 'finish':
        this.finish = event.finish;
        return this.flush();
      case 'reasoning_sealed':
      case 'ping':
        return '';
      case 'end':
        return this.flush() + this.last();
      case 'error':
        return this.frame(writeError(event.error)) + (this.context.jsonArray === true ? ']' : '');
    }
  }

  private flush(): string {
    if (this.call === undefined) return '';
    const { id, name, json, signature } = this.call;
    this.call = undefined;
    return this.parts([writeCall(id, name, json, signature)]);
  }

  private last(): string {
    const candidate = {
      content: { role: 'model', parts: [{ text: '' }] },
      finishReason: writeFinish(this.finish.reason),
      index: 0,
    };
    return this.chunk(candidate, writeUsage(this.usage)) + (this.context.jsonArray === true ? ']' : '');
  }

  private parts(parts: object[]): string {
    return this.chunk({ content: { role: 'model', parts }, index: 0 }, undefined);
  }

  private chunk(candidate: object, usageMetadata: object | undefined): string {
    const { requestedModel } = this.context;
    return this.frame(
      known<Record<string, unknown>>({
        candidates: [candidate],
        usageMetadata,
        modelVersion: requestedModel,
        responseId: this.id,
      }),
    );
  }

  private frame(value: object): string {
    this.chunks += 1;
    if (this.context.jsonArray !== true) return sseFrame(value);
    return `${this.chunks === 1 ? '[' : ',\r\n'}${JSON.stringify(value)}`;
  }
}
