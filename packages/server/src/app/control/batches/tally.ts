import type { ChargeFact, EstimateReason } from '@weir/core/contract';
import { type CostLine, type PriceBook, type ResolvedPrice, rateUsage } from '@weir/core/pricing';
import type { Usage } from '@weir/core/usage';
import { chargeFacts } from '../../../ledger/charges.ts';
import type { AnswerFacts } from '../../../providers/index.ts';
import type { BatchWork } from '../../../registry/resource-record.ts';

/** What a batch used of one model, priced. */
export interface ModelShare {
  readonly model: string;
  readonly requests: number;
  readonly usage: Usage;
  readonly charges: ChargeFact[];
  readonly priced: boolean;
  readonly estimated: boolean;
  readonly toolCalls: number;
}

const MOST_MODELS = 256;
const OTHERS = 'others';

/**
 * Adds up the answers of a batch by model at batch price. Each answer is priced by itself, because prices may step with the
 * length of one request, and equal rates are added up exactly: one charge per unit and rate, rounded once.
 */
export class BatchTally {
  private readonly shares = new Map<string, Share>();
  private readonly work: readonly BatchWork[];
  private readonly resolve: (model: string) => ResolvedPrice;
  private readonly knows: (model: string) => boolean;

  constructor(work: readonly BatchWork[], book: PriceBook, provider: string, at: number) {
    this.work = work;
    const prices = new Map<string, ResolvedPrice>();
    this.knows = (model) => book.resolve({ provider, model, at, tier: 'batch' }) !== undefined;
    this.resolve = (model) => {
      const known = prices.get(model) ?? book.resolveOrFallback({ provider, model, at, tier: 'batch' });
      if (prices.size < MOST_MODELS) prices.set(model, known);
      return known;
    };
  }

  /** One answer. What it does not say is estimated and flagged; nothing that was done is free. */
  add(facts: AnswerFacts): void {
    const share = this.shareOf(this.modelOf(facts));
    share.requests += 1;
    share.toolCalls += facts.toolCalls;
    if (facts.usage !== undefined && share.tryAdd(facts.usage, undefined)) return;
    const reason = facts.impossible || facts.usage !== undefined ? 'usage_impossible' : 'usage_missing';
    share.tryAdd(this.estimate(share.model, facts.outputEstimate), reason);
  }

  /** Usage of the whole batch as the provider summed it up, when single results cannot be had. */
  addSummary(model: string, usage: Usage, requests: number): void {
    const share = this.shareOf(model);
    share.requests += requests;
    if (!share.tryAdd(usage, undefined)) this.addWorst();
  }

  /** Everything that was asked for, estimated: when nothing can be known any more. */
  addWorst(): void {
    for (const { model, requests, input_tokens, output_tokens } of this.work) {
      const share = this.shareOf(model);
      share.requests += requests;
      share.tryAdd({ input_tokens, output_tokens }, 'usage_missing');
    }
  }

  result(): ModelShare[] {
    return [...this.shares.values()].filter(({ requests }) => requests > 0).map((share) => share.close());
  }

  private shareOf(model: string): Share {
    const name = this.shares.size >= MOST_MODELS && !this.shares.has(model) ? OTHERS : model;
    let share = this.shares.get(name);
    if (share === undefined) {
      share = new Share(name, this.resolve(model));
      this.shares.set(name, share);
    }
    return share;
  }

  /** As the provider says where that name has a price, else as it was asked for. */
  private modelOf({ model = '' }: AnswerFacts): string {
    if (model !== '' && this.knows(model)) return model;
    const [only, ...more] = this.work;
    return only !== undefined && more.length === 0 ? only.model : model;
  }

  private estimate(model: string, output: number): Usage {
    const asked = this.work.find((work) => work.model === model) ?? this.work[0];
    const input = asked === undefined ? 0 : Math.ceil(asked.input_tokens / Math.max(1, asked.requests));
    return { input_tokens: input, output_tokens: output };
  }
}

class Share {
  requests = 0;
  toolCalls = 0;
  private readonly usage: Record<string, number> = {};
  private readonly lines = new Map<string, { line: CostLine; reason: EstimateReason | undefined }>();
  readonly model: string;
  private readonly price: ResolvedPrice;

  constructor(model: string, price: ResolvedPrice) {
    this.model = model;
    this.price = price;
  }

  /** False when the usage contradicts itself. */
  tryAdd(usage: Usage, reason: EstimateReason | undefined): boolean {
    let priced: ReturnType<typeof rateUsage>;
    try {
      priced = rateUsage(usage, this.price);
    } catch {
      return false;
    }
    for (const line of priced.lines) this.addLine(line, reason);
    for (const [unit, quantity] of Object.entries(usage))
      this.usage[unit] = (this.usage[unit] ?? 0) + quantity;
    return true;
  }

  close(): ModelShare {
    const charges = [...this.lines.values()].flatMap(({ line, reason }) => {
      const priced = { lines: [line], total: line.contractedCost, unpriced: [], price: this.price };
      return chargeFacts(priced, reason === undefined ? EXACT : { attempt: 1, estimated: true, reason });
    });
    return {
      model: this.model,
      requests: this.requests,
      usage: this.usage,
      charges,
      priced: this.price.priced,
      estimated: charges.some(({ estimated }) => estimated),
      toolCalls: this.toolCalls,
    };
  }

  private addLine(line: CostLine, reason: EstimateReason | undefined): void {
    const key = [line.unit, line.per, line.listRate, line.contractedRate, reason].join(' ');
    const sum = this.lines.get(key)?.line;
    const added =
      sum === undefined
        ? line
        : {
            ...line,
            quantity: sum.quantity.add(line.quantity),
            listCost: sum.listCost.add(line.listCost),
            contractedCost: sum.contractedCost.add(line.contractedCost),
          };
    this.lines.set(key, { line: added, reason });
  }
}

const EXACT = { attempt: 1, estimated: false } as const;
