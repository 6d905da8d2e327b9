import { type Finish, mergedUsage, type StreamEvent, type TokenUsage } from '../answer.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import type { Signature } from '../conversation.ts';
import type { StreamWriter } from '../dialect.ts';
import { signatureText, UNSIGNED } from '../signature-text.ts';
import { sseFrame } from '../sse-frames.ts';
import { badEvent } from '../stream-faults.ts';
import { toolId } from '../tool-ids.ts';
import { writeFinish } from './finish-reason.ts';
import { writeUsage } from './usage.ts';
import { messageId, writeError } from './write-answer.ts';

/** `tool:<key>` for calls; a thought and a text go on until something else begins. */
type Block = 'text' | 'thinking' | `tool:${number}`;

/**
 * Writes a message stream. Blocks are strictly one after another here; where the source begins the next part, the
 * open block ends. The final usage goes with the end, because some sources tell it only then.
 */
export class AnthropicStreamWriter implements StreamWriter {
  private started = false;
  private open: Block | undefined;
  private index = -1;
  private usage: TokenUsage | undefined;
  private finish: Finish = { reason: 'unknown' };
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
      case 'refusal':
        return this.delta('text', { type: 'text', text: '' }, { type: 'text_delta', text: event.text });
      case 'reasoning':
        return this.thought({ type: 'thinking_delta', thinking: event.text });
      case 'reasoning_signature':
        return this.signature(event.signature);
      case 'reasoning_sealed': {
        const data = signatureText(event.sealed, 'anthropic');
        return this.close() + this.begin({ type: 'redacted_thinking', data }) + this.stop();
      }
      case 'tool_start':
        return this.toolStart(event);
      case 'tool_delta':
        if (this.open !== `tool:${event.key}`) return this.write(badEvent('interleaved tool calls'));
        return this.block('content_block_delta', {
          delta: { type: 'input_json_delta', partial_json: event.json },
        });
      case 'part_end':
        return this.close();
      case 'usage':
        this.usage = mergedUsage(this.usage, event.usage);
        return '';
      case 'finish':
        this.finish = event.finish;
        return '';
      case 'ping':
        return sseFrame({ type: 'ping' }, 'ping');
      case 'end':
        return this.start(undefined) + this.close() + this.last();
      case 'error':
        return sseFrame(writeError(event.error), 'error');
    }
  }

  private start(id: string | undefined): string {
    if (this.started) return '';
    this.started = true;
    const message = {
      id: messageId(id, this.context.callId),
      type: 'message',
      role: 'assistant',
      model: this.context.requestedModel,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: writeUsage(this.usage),
    };
    return sseFrame({ type: 'message_start', message }, 'message_start');
  }

  private last(): string {
    const delta = { type: 'message_delta', delta: writeFinish(this.finish), usage: writeUsage(this.usage) };
    return sseFrame(delta, 'message_delta') + sseFrame({ type: 'message_stop' }, 'message_stop');
  }

  private thought(delta: object): string {
    return this.delta('thinking', { type: 'thinking', thinking: '', signature: '' }, delta);
  }

  private signature(signature: Signature): string {
    const text = signatureText(signature, 'anthropic');
    const delta = this.thought({ type: 'signature_delta', signature: text });
    this.open = undefined;
    return delta + this.stop();
  }

  private toolStart({ key, id, name, signature }: Extract<StreamEvent, { type: 'tool_start' }>): string {
    const proof = signature === undefined ? '' : this.close() + this.signature(signature);
    const head = proof + this.close() + this.begin({ type: 'tool_use', id: toolId(id), name, input: {} });
    this.open = `tool:${key}`;
    return head;
  }

  private delta(kind: Block, block: object, delta: object): string {
    const head = this.open === kind ? '' : this.close() + this.begin(block);
    this.open = kind;
    return head + this.block('content_block_delta', { delta });
  }

  private begin(block: object): string {
    this.index += 1;
    return this.start(undefined) + this.block('content_block_start', { content_block: block });
  }

  private close(): string {
    if (this.open === undefined) return '';
    const proof = { delta: { type: 'signature_delta', signature: UNSIGNED } };
    const unsigned = this.open === 'thinking' ? this.block('content_block_delta', proof) : '';
    this.open = undefined;
    return unsigned + this.stop();
  }

  private stop(): string {
    return this.block('content_block_stop', {});
  }

  private block(type: string, fields: object): string {
    return sseFrame({ type, index: this.index, ...fields }, type);
  }
}
