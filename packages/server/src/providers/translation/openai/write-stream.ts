import { mergedUsage, type StreamEvent, type TokenUsage } from '../answer.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import type { StreamWriter } from '../dialect.ts';
import { KEEP_ALIVE, sseFrame } from '../sse-frames.ts';
import { toolId } from '../tool-ids.ts';
import { writeFinish } from './finish-reason.ts';
import { detailOf, extraContent } from './reasoning-details.ts';
import { writeUsage } from './usage.ts';
import { completionId, writeError } from './write-answer.ts';

/** Writes chat completion chunks. */
export class OpenAiStreamWriter implements StreamWriter {
  private id: string | undefined;
  private finished = false;
  private usage: TokenUsage | undefined;
  private thought = '';
  private readonly indexes = new Map<number, number>();
  private readonly context: AnswerTranslationContext;

  constructor(context: AnswerTranslationContext) {
    this.context = context;
  }

  write(event: StreamEvent): string {
    switch (event.type) {
      case 'start':
        this.usage = mergedUsage(this.usage, event.usage);
        return this.start(event.id);
      case 'text':
        return this.delta({ content: event.text });
      case 'refusal':
        return this.delta({ refusal: event.text });
      case 'reasoning':
        this.thought += event.text;
        return this.delta({ reasoning_content: event.text });
      case 'reasoning_signature': {
        const detail = detailOf(this.thought, event.signature, undefined);
        this.thought = '';
        return this.delta({ reasoning_details: [detail] });
      }
      case 'reasoning_sealed':
        return this.delta({ reasoning_details: [detailOf('', undefined, event.sealed)] });
      case 'tool_start':
        return this.toolStart(event);
      case 'tool_delta': {
        const index = this.indexes.get(event.key) ?? 0;
        return this.delta({ tool_calls: [{ index, function: { arguments: event.json } }] });
      }
      case 'part_end':
        return '';
      case 'usage':
        this.usage = mergedUsage(this.usage, event.usage);
        return '';
      case 'finish':
        this.finished = true;
        return this.delta({}, writeFinish(event.finish.reason));
      case 'ping':
        return KEEP_ALIVE;
      case 'end':
        return this.last();
      case 'error':
        return sseFrame(writeError(event.error));
    }
  }

  private start(id: string | undefined): string {
    if (this.id !== undefined) return '';
    this.id = completionId(id, this.context.callId);
    return this.chunk({ role: 'assistant', content: '', refusal: null });
  }

  private toolStart({ key, id, name, signature }: Extract<StreamEvent, { type: 'tool_start' }>): string {
    const index = this.indexes.size;
    this.indexes.set(key, index);
    const call = {
      index,
      id: toolId(id),
      type: 'function',
      function: { name, arguments: '' },
      ...extraContent(signature),
    };
    return this.delta({ tool_calls: [call] });
  }

  private last(): string {
    const finish = this.finished ? '' : this.delta({}, 'stop');
    const usage = this.context.includeUsage ? writeUsage(this.usage) : undefined;
    const counts = usage === undefined ? '' : sseFrame({ ...this.envelope(), choices: [], usage });
    return `${finish}${counts}data: [DONE]\n\n`;
  }

  private delta(delta: object, finishReason: string | null = null): string {
    return this.start(undefined) + this.chunk(delta, finishReason);
  }

  private chunk(delta: object, finishReason: string | null = null): string {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
    return sseFrame({ ...this.envelope(), choices, ...(this.context.includeUsage ? { usage: null } : {}) });
  }

  private envelope(): object {
    const { createdAt, requestedModel } = this.context;
    return { id: this.id, object: 'chat.completion.chunk', created: createdAt, model: requestedModel };
  }
}
