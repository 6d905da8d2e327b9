import type { Finish, ProviderError, TokenUsage } from '../answer.ts';
import type { AnswerTranslationContext } from '../contract.ts';
import { isObject } from '../cursor.ts';
import { writeUsage } from './usage.ts';

export type Status = 'in_progress' | 'completed' | 'incomplete' | 'failed';

/** Settings of the request that the answer repeats, with the value where the client gave none. */
const REPEATED: readonly (readonly [name: string, otherwise: unknown])[] = [
  ['instructions', null],
  ['max_output_tokens', null],
  ['metadata', {}],
  ['parallel_tool_calls', true],
  ['reasoning', { effort: null, summary: null }],
  ['temperature', null],
  ['text', { format: { type: 'text' } }],
  ['tool_choice', 'auto'],
  ['tools', []],
  ['top_p', null],
  ['user', null],
];

/** The response object around the output items. */
export class Envelope {
  readonly id: string;
  private readonly context: AnswerTranslationContext;
  private readonly repeated: Record<string, unknown>;

  constructor(context: AnswerTranslationContext) {
    this.context = context;
    this.id = `resp_${bare(context.callId)}`;
    const request = requestOf(context.request);
    this.repeated = Object.fromEntries(
      REPEATED.map(([name, otherwise]) => [name, request[name] ?? otherwise]),
    );
  }

  /** Ids of items are unique within the answer, and for one call always the same. */
  itemId(prefix: string, index: number): string {
    return `${prefix}_${bare(this.context.callId)}${index}`;
  }

  response(
    status: Status,
    output: readonly object[],
    usage?: TokenUsage,
    finish?: Finish,
    error?: ProviderError,
  ): object {
    return {
      id: this.id,
      object: 'response',
      created_at: this.context.createdAt,
      status,
      background: false,
      error: error === undefined ? null : { code: error.code ?? 'server_error', message: error.message },
      incomplete_details: status === 'incomplete' ? { reason: incompleteReason(finish) } : null,
      model: this.context.requestedModel,
      output,
      previous_response_id: null,
      store: false,
      truncation: 'disabled',
      usage: writeUsage(usage),
      ...this.repeated,
    };
  }
}

/** An answer that was cut or withheld is incomplete; a refusal in words is a complete answer. */
export function statusOf(finish: Finish, refusedInWords: boolean): Status {
  if (finish.reason === 'refusal' && refusedInWords) return 'completed';
  return incompleteReason(finish) === undefined ? 'completed' : 'incomplete';
}

function incompleteReason(finish: Finish | undefined): string | undefined {
  if (finish?.reason === 'length' || finish?.reason === 'context') return 'max_output_tokens';
  return finish?.reason === 'filter' || finish?.reason === 'refusal' ? 'content_filter' : undefined;
}

function bare(id: string): string {
  return id.replace(/[^a-zA-Z0-9]/g, '');
}

function requestOf(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
