import type { StreamEvent } from '../answer.ts';
import { ANSWER_TOOL } from '../answer-tool.ts';
import { isObject } from '../cursor.ts';
import type { StreamReader } from '../dialect.ts';
import type { Frame } from '../sse-frames.ts';
import { badEvent, parsed } from '../stream-faults.ts';
import { readFinish } from './finish-reason.ts';
import { readError } from './read-answer.ts';
import { readUsage } from './usage.ts';

type Fields = Record<string, unknown>;

/** Events of ConverseStream, named by the `event:` line. `metadata` is the last. */
export class ConverseStreamReader implements StreamReader {
  private readonly answerBlocks = new Set<number>();
  private toolCalls = 0;
  private finished = false;
  private ended = false;

  read({ event, data }: Frame): StreamEvent[] {
    if (data === undefined) return [{ type: 'ping' }];
    const fields = parsed(data);
    if (fields === undefined) return [badEvent()];
    if (event?.endsWith('Exception')) {
      return [
        {
          type: 'error',
          error: { status: 500, message: 'The provider failed.', ...readError(fields, event) },
        },
      ];
    }
    const index = Number(fields['contentBlockIndex'] ?? 0);
    switch (event) {
      case 'messageStart':
        return [{ type: 'start' }];
      case 'contentBlockStart':
        return this.blockStart(index, fields['start']);
      case 'contentBlockDelta':
        return this.delta(index, fields['delta']);
      case 'contentBlockStop':
        return [{ type: 'part_end' }];
      case 'messageStop':
        this.finished = true;
        return [
          { type: 'finish', finish: { reason: readFinish(fields['stopReason'], this.toolCalls === 0) } },
        ];
      case 'metadata': {
        const usage = readUsage(fields['usage']);
        this.ended = this.finished;
        const end: StreamEvent[] = this.finished ? [{ type: 'end' }] : [];
        return usage === undefined ? end : [{ type: 'usage', usage }, ...end];
      }
      default:
        return [];
    }
  }

  /** A stop without metadata is an answer whose usage is unknown. */
  end(): StreamEvent[] {
    return this.finished && !this.ended ? [{ type: 'end' }] : [];
  }

  private blockStart(index: number, start: unknown): StreamEvent[] {
    const tool = isObject(start) ? start['toolUse'] : undefined;
    if (!isObject(tool)) return [];
    if (tool['name'] === ANSWER_TOOL) {
      this.answerBlocks.add(index);
      return [];
    }
    this.toolCalls += 1;
    return [{ type: 'tool_start', key: index, id: String(tool['toolUseId']), name: String(tool['name']) }];
  }

  private delta(index: number, delta: unknown): StreamEvent[] {
    if (!isObject(delta)) return [badEvent()];
    const { text, toolUse, reasoningContent: thought } = delta;
    if (typeof text === 'string') return text === '' ? [] : [{ type: 'text', text }];
    if (isObject(toolUse)) {
      const json = String(toolUse['input'] ?? '');
      if (json === '') return [];
      return this.answerBlocks.has(index)
        ? [{ type: 'text', text: json }]
        : [{ type: 'tool_delta', key: index, json }];
    }
    return isObject(thought) ? readThought(thought) : [];
  }
}

function readThought({ text, signature, redactedContent: sealed }: Fields): StreamEvent[] {
  if (typeof text === 'string') return text === '' ? [] : [{ type: 'reasoning', text }];
  if (typeof signature === 'string') {
    return [{ type: 'reasoning_signature', signature: { family: 'anthropic', value: signature } }];
  }
  return typeof sealed === 'string'
    ? [{ type: 'reasoning_sealed', sealed: { family: 'anthropic', value: sealed } }]
    : [];
}
