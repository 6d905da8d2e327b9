import type { StreamEvent, TokenUsage } from '../answer.ts';
import { ANSWER_TOOL } from '../answer-tool.ts';
import { isObject } from '../cursor.ts';
import type { StreamReader } from '../dialect.ts';
import type { Frame } from '../sse-frames.ts';
import { badEvent, parsed } from '../stream-faults.ts';
import { readFinish } from './finish-reason.ts';
import { readError } from './read-answer.ts';
import { readUsage } from './usage.ts';

type Fields = Record<string, unknown>;

/** Events of a message stream. */
export class AnthropicStreamReader implements StreamReader {
  /** Blocks of the tool that stands for a structured answer: their arguments are text. */
  private readonly answerBlocks = new Set<number>();
  private toolCalls = 0;
  /** Counts of the final event replace those of the first, field by field. */
  private usage: Fields = {};

  read({ data }: Frame): StreamEvent[] {
    if (data === undefined) return [{ type: 'ping' }];
    const event = parsed(data);
    if (event === undefined) return [badEvent()];
    switch (event['type']) {
      case 'message_start':
        return this.start(event['message']);
      case 'content_block_start':
        return this.blockStart(Number(event['index']), event['content_block']);
      case 'content_block_delta':
        return this.delta(Number(event['index']), event['delta']);
      case 'content_block_stop':
        return [{ type: 'part_end' }];
      case 'message_delta':
        return this.messageDelta(event);
      case 'message_stop':
        return [{ type: 'end' }];
      case 'error': {
        const error = readError(event);
        return [{ type: 'error', error: { status: 500, message: 'The provider failed.', ...error } }];
      }
      default:
        return [{ type: 'ping' }];
    }
  }

  /** A complete message always ends with its marker. */
  end(): StreamEvent[] {
    return [];
  }

  private start(message: unknown): StreamEvent[] {
    if (!isObject(message)) return [badEvent()];
    const usage = this.count(message['usage']);
    const id = message['id'];
    return [
      { type: 'start', ...(typeof id === 'string' ? { id } : {}), ...(usage === undefined ? {} : { usage }) },
    ];
  }

  private count(raw: unknown): TokenUsage | undefined {
    if (!isObject(raw)) return undefined;
    const told = Object.entries(raw).filter(([, value]) => value !== null);
    this.usage = { ...this.usage, ...Object.fromEntries(told) };
    return readUsage(this.usage);
  }

  private blockStart(index: number, block: unknown): StreamEvent[] {
    if (!isObject(block)) return [badEvent()];
    switch (block['type']) {
      case 'text':
        return textEvent('text', block['text']);
      case 'thinking':
        return textEvent('reasoning', block['thinking']);
      case 'redacted_thinking':
        return [
          { type: 'reasoning_sealed', sealed: { family: 'anthropic', value: String(block['data'] ?? '') } },
        ];
      case 'tool_use':
        return this.toolStart(index, block);
      default:
        return [badEvent(`a block of type ${String(block['type'])}`)];
    }
  }

  private toolStart(index: number, block: Fields): StreamEvent[] {
    const input = block['input'];
    const given = isObject(input) && Object.keys(input).length > 0 ? JSON.stringify(input) : '';
    if (block['name'] === ANSWER_TOOL) {
      this.answerBlocks.add(index);
      return textEvent('text', given);
    }
    this.toolCalls += 1;
    const start: StreamEvent = {
      type: 'tool_start',
      key: index,
      id: String(block['id']),
      name: String(block['name']),
    };
    return given === '' ? [start] : [start, { type: 'tool_delta', key: index, json: given }];
  }

  private delta(index: number, delta: unknown): StreamEvent[] {
    if (!isObject(delta)) return [badEvent()];
    switch (delta['type']) {
      case 'text_delta':
        return textEvent('text', delta['text']);
      case 'thinking_delta':
        return textEvent('reasoning', delta['thinking']);
      case 'signature_delta':
        return [
          {
            type: 'reasoning_signature',
            signature: { family: 'anthropic', value: String(delta['signature'] ?? '') },
          },
        ];
      case 'input_json_delta': {
        const json = String(delta['partial_json'] ?? '');
        if (this.answerBlocks.has(index)) return textEvent('text', json);
        return json === '' ? [] : [{ type: 'tool_delta', key: index, json }];
      }
      default:
        return [];
    }
  }

  private messageDelta(event: Fields): StreamEvent[] {
    const events: StreamEvent[] = [];
    const usage = this.count(event['usage']);
    if (usage !== undefined) events.push({ type: 'usage', usage });
    const delta = event['delta'];
    if (isObject(delta) && typeof delta['stop_reason'] === 'string') {
      const finish = readFinish(delta['stop_reason'], delta['stop_sequence']);
      const byTool = finish.reason === 'tool_calls' && this.toolCalls === 0;
      events.push({ type: 'finish', finish: byTool ? { reason: 'stop' } : finish });
    }
    return events;
  }
}

function textEvent(type: 'text' | 'reasoning', text: unknown): StreamEvent[] {
  return typeof text === 'string' && text !== '' ? [{ type, text }] : [];
}
