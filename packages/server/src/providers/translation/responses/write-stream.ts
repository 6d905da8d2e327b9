import { type Finish, mergedUsage, type StreamEvent, type TokenUsage } from '../answer.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import type { StreamWriter } from '../dialect.ts';
import { KEEP_ALIVE, sseFrame } from '../sse-frames.ts';
import { badEvent } from '../stream-faults.ts';
import { encryptedContent } from './encrypted-content.ts';
import { Envelope, statusOf } from './envelope.ts';
import { CallWriter, type ItemWriter, MessageWriter, ReasoningWriter } from './item-writers.ts';

/** Writes the events of a response stream. Items are strictly one after another. */
export class ResponsesStreamWriter implements StreamWriter {
  private started = false;
  private sequence = 0;
  private usage: TokenUsage | undefined;
  private finish: Finish = { reason: 'unknown' };
  private refused = false;
  private open: ItemWriter | undefined;
  private readonly output: object[] = [];
  private readonly envelope: Envelope;

  constructor(context: AnswerTranslationContext) {
    this.envelope = new Envelope(context);
  }

  write(event: StreamEvent): string {
    switch (event.type) {
      case 'start':
        this.usage = mergedUsage(this.usage, event.usage);
        return this.start();
      case 'text':
        return this.said('output_text', event.text);
      case 'refusal':
        this.refused = true;
        return this.said('refusal', event.text);
      case 'reasoning':
        return this.thought((item) => item.delta(event.text));
      case 'reasoning_signature':
        return this.thought((item) => item.sign(encryptedContent(event.signature, undefined))) + this.close();
      case 'reasoning_sealed':
        return (
          this.close() +
          this.thought((item) => item.sign(encryptedContent(undefined, event.sealed))) +
          this.close()
        );
      case 'tool_start':
        return this.toolStart(event);
      case 'tool_delta':
        if (!(this.open instanceof CallWriter) || this.open.key !== event.key) {
          return this.write(badEvent('interleaved tool calls'));
        }
        return this.frames(this.open.delta(event.json));
      case 'part_end':
        return this.close();
      case 'usage':
        this.usage = mergedUsage(this.usage, event.usage);
        return '';
      case 'finish':
        this.finish = event.finish;
        return '';
      case 'ping':
        return KEEP_ALIVE;
      case 'end':
        return this.start() + this.close() + this.last();
      case 'error':
        return this.start() + this.failed(event.error);
    }
  }

  private start(): string {
    if (this.started) return '';
    this.started = true;
    const response = this.envelope.response('in_progress', []);
    return this.frames([
      { type: 'response.created', response },
      { type: 'response.in_progress', response },
    ]);
  }

  private last(): string {
    const status = statusOf(this.finish, this.refused);
    const response = this.envelope.response(status, this.output, this.usage, this.finish);
    return this.frames([{ type: `response.${status}`, response }]);
  }

  private failed(error: Extract<StreamEvent, { type: 'error' }>['error']): string {
    const response = this.envelope.response('failed', this.output, this.usage, undefined, error);
    return this.frames([{ type: 'response.failed', response }]);
  }

  private said(type: 'output_text' | 'refusal', text: string): string {
    let head = '';
    if (!(this.open instanceof MessageWriter)) {
      head = this.begin(new MessageWriter(this.envelope.itemId('msg', this.nextIndex), this.nextIndex));
    }
    return this.open instanceof MessageWriter ? head + this.frames(this.open.delta(type, text)) : head;
  }

  private thought(write: (item: ReasoningWriter) => object[]): string {
    let head = '';
    if (!(this.open instanceof ReasoningWriter)) {
      head = this.begin(new ReasoningWriter(this.envelope.itemId('rs', this.nextIndex), this.nextIndex));
    }
    return this.open instanceof ReasoningWriter ? head + this.frames(write(this.open)) : head;
  }

  private toolStart(event: Extract<StreamEvent, { type: 'tool_start' }>): string {
    const proof = encryptedContent(event.signature, undefined);
    const before = proof === undefined ? '' : this.close() + this.thought((item) => item.sign(proof));
    const head = before + this.close();
    return (
      head + this.begin(new CallWriter(this.envelope.itemId('fc', this.nextIndex), this.nextIndex, event))
    );
  }

  /** Of the item after the open one. */
  private get nextIndex(): number {
    return this.output.length + (this.open === undefined ? 0 : 1);
  }

  private begin(item: ItemWriter): string {
    const head = this.start() + this.close();
    this.open = item;
    return head + this.frames(item.begin());
  }

  private close(): string {
    if (this.open === undefined) return '';
    const item = this.open;
    this.open = undefined;
    this.output.push(item.whole());
    return this.frames(item.end());
  }

  private frames(events: readonly object[]): string {
    return events
      .map((event) => {
        const numbered = { ...event, sequence_number: this.sequence };
        this.sequence += 1;
        return sseFrame(numbered, 'type' in event ? String(event.type) : undefined);
      })
      .join('');
  }
}
