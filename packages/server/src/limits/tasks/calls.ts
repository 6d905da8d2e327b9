import type { CallFact } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { add, type Figures, noFigures, subtract } from './figures.ts';
import type { CallEnd, ToldCall } from './port.ts';

interface OneCall {
  instance: string;
  digest: string;
  /** A failed request made again. */
  again: boolean;
  /** What it counts for now: its worst case while it is under way. */
  figures: Figures;
  open: boolean;
  /** It was seen to land while the ledger was being read. */
  landed: boolean;
}

/** The calls of one task that are not known to be in the ledger's sum: under way, or ended and on their way there. */
export class PendingCalls {
  private readonly calls = new Map<string, OneCall>();
  /** Of all of them. */
  readonly sum: Figures = noFigures();
  /** Worst case of those under way. */
  reserved = 0n;
  open = 0;

  get size(): number {
    return this.calls.size;
  }

  get ids(): string[] {
    return [...this.calls.keys()];
  }

  has(callId: string): boolean {
    return this.calls.has(callId);
  }

  digestOf(callId: string): string {
    return this.calls.get(callId)?.digest ?? '';
  }

  begin(
    callId: string,
    instance: string,
    call: Pick<ToldCall, 'digest' | 'tokens' | 'cost'>,
    again: boolean,
  ): void {
    const figures = {
      steps: 1,
      toolCalls: 0,
      tokens: call.tokens,
      retries: again ? 1 : 0,
      cost: call.cost,
    };
    this.calls.set(callId, { instance, digest: call.digest, again, figures, open: true, landed: false });
    add(this.sum, figures);
    this.reserved += call.cost;
    this.open += 1;
  }

  /** What has to be held on top for so much in all. */
  more(callId: string, most: { tokens: number; cost: bigint }): { tokens: number; cost: bigint } {
    const call = this.calls.get(callId);
    if (call === undefined || !call.open) return { tokens: 0, cost: 0n };
    const { tokens, cost } = call.figures;
    return {
      tokens: Math.max(0, most.tokens - tokens),
      cost: most.cost > cost ? most.cost - cost : 0n,
    };
  }

  raise(callId: string, { tokens, cost }: { tokens: number; cost: bigint }): void {
    const call = this.calls.get(callId);
    if (call === undefined || !call.open) return;
    const more = { steps: 0, toolCalls: 0, tokens, retries: 0, cost };
    add(call.figures, more);
    add(this.sum, more);
    this.reserved += cost;
  }

  /** True when it was under way: an end that is repeated changes nothing. */
  end(callId: string, end: CallEnd): boolean {
    const call = this.calls.get(callId);
    if (call === undefined || !call.open) return false;
    this.replace(call, {
      steps: 1,
      toolCalls: end.toolCalls,
      tokens: end.tokens,
      retries: end.retries + (call.again ? 1 : 0),
      cost: end.cost,
    });
    return true;
  }

  /** What the ledger says of it is the truth. */
  landed(fact: CallFact): void {
    const call = this.calls.get(fact.call_id);
    if (call === undefined) return;
    const retries = Math.max(0, fact.attempts.length - 1) + (call.again ? 1 : 0);
    this.replace(call, { ...figuresOfFact(fact), retries });
    call.landed = true;
  }

  /** Takes it out of the sum and returns what it counted for. */
  take(callId: string): Figures {
    const call = this.calls.get(callId);
    if (call === undefined) return noFigures();
    const { figures } = call;
    this.close(call);
    subtract(this.sum, figures);
    this.calls.delete(callId);
    return figures;
  }

  /** Seen to land while the ledger was being read. */
  hasLanded(callId: string): boolean {
    return this.calls.get(callId)?.landed ?? false;
  }

  idsOf(instance: string): string[] {
    return [...this.calls].filter(([, call]) => call.instance === instance).map(([callId]) => callId);
  }

  /** Adds the incarnations of calls under way. */
  addInstances(to: Set<string>): void {
    for (const { instance } of this.calls.values()) to.add(instance);
  }

  private replace(call: OneCall, figures: Figures): void {
    this.close(call);
    subtract(this.sum, call.figures);
    add(this.sum, figures);
    call.figures = figures;
  }

  private close(call: OneCall): void {
    if (!call.open) return;
    call.open = false;
    this.open -= 1;
    this.reserved -= call.figures.cost;
  }
}

/** A call as the ledger counts it in its task. */
export function figuresOfFact(fact: CallFact): Figures {
  return {
    steps: 1,
    toolCalls: fact.tool_calls,
    tokens: (fact.usage['input_tokens'] ?? 0) + (fact.usage['output_tokens'] ?? 0),
    retries: Math.max(0, fact.attempts.length - 1),
    cost: Decimal.from(fact.cost).toPico(),
  };
}
