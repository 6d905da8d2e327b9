import type { CallFact } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { LedgerBatch } from '../../ledger/port.ts';
import type {
  ChargeGroup,
  ChargeQuery,
  ChargeReader,
  ChargeSum,
  ChargeSumQuery,
  LedgerCharge,
} from '../../ledger/statement-port.ts';

/** A ledger in memory, as far as the books need one: lands batches once, knows closed months, sums charges. */
export class FakeLedger implements ChargeReader {
  readonly rows: CallFact[] = [];
  private readonly tokens = new Set<string>();
  isClosed: (at: Date) => boolean = () => false;
  /** The next appends fail: `before`: nothing has landed, `after`: all has, but nobody knows. */
  failures: ('before' | 'after' | 'none')[] = [];
  appends = 0;
  /** What is older is forgotten. */
  dropped = new Date(0);

  async existing(ids: readonly string[]): Promise<Set<string>> {
    const known = new Set(this.rows.map((row) => row.call_id));
    return new Set(ids.filter((id) => known.has(id)));
  }

  async append(batch: LedgerBatch): Promise<void> {
    this.appends += 1;
    const failure = this.failures.shift();
    if (failure === 'before') throw new Error('store is down');
    if (!this.tokens.has(batch.token)) {
      this.tokens.add(batch.token);
      for (const call of batch.calls) {
        const late = this.isClosed(new Date(call.started_at));
        this.rows.push(late ? { ...call, class: 'correction' } : call);
      }
    }
    if (failure === 'after') throw new Error('connection lost');
  }

  async detailSince(): Promise<Date> {
    return this.dropped;
  }

  async *charges(query: ChargeQuery): AsyncIterable<readonly LedgerCharge[]> {
    yield this.select(query);
  }

  async chargeSums(query: ChargeSumQuery): Promise<ChargeSum[]> {
    const sums = new Map<string, ChargeSum>();
    for (const charge of this.select(query)) {
      const group = Object.fromEntries(
        query.by.map((name) => [name, groupValue(charge, name, query.timeZone)]),
      );
      const key = JSON.stringify(Object.values(group));
      const sum = sums.get(key) ?? { group, charges: 0, requests: 0, quantity: '0', ...NOTHING };
      sums.set(key, {
        ...sum,
        charges: sum.charges + 1,
        requests: sum.requests + (charge.entry?.calls ?? 1),
        quantity: plus(sum.quantity, charge.quantity),
        list_cost: plus(sum.list_cost, charge.list_cost),
        contracted_cost: plus(sum.contracted_cost, charge.contracted_cost),
        cost: plus(sum.cost, charge.effective_cost),
      });
    }
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  }

  private select({ since, until, filter = {}, provider, model }: ChargeQuery): LedgerCharge[] {
    if (since < this.dropped) throw new Error(`what was before ${this.dropped.toISOString()} was dropped`);
    return this.rows.flatMap((call) => {
      const at = Date.parse(call.started_at);
      if (call.sandbox || at < since.getTime() || at >= until.getTime()) return [];
      const sources = filter['source'];
      if (sources !== undefined && !sources.includes(call.source)) return [];
      return call.charges
        .map((charge, position) => chargeOf(call, charge, position))
        .filter(
          (charge) =>
            (provider === undefined || charge.billed_provider === provider) &&
            (model === undefined || charge.billed_model === model),
        );
    });
  }
}

const NOTHING = { list_cost: '0', contracted_cost: '0', cost: '0' };

function chargeOf(call: CallFact, charge: CallFact['charges'][number], position: number): LedgerCharge {
  const attempt = call.attempts.find((one) => one.attempt === charge.attempt);
  return {
    ...charge,
    call_id: call.call_id,
    started_at: call.started_at,
    position,
    billed_provider: attempt?.provider ?? call.provider,
    billed_model: attempt?.model ?? call.model,
    tags: call.tags,
    source: call.source,
    ...(call.key === undefined ? {} : { key: call.key }),
    ...(call.entry === undefined ? {} : { entry: call.entry }),
    ...(call.class === undefined ? {} : { class: call.class }),
  };
}

function groupValue(charge: LedgerCharge, name: ChargeGroup, timeZone: string): string {
  const day = () =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(charge.started_at));
  switch (name) {
    case 'day':
      return day();
    case 'month':
      return day().slice(0, 7);
    case 'provider':
      return charge.billed_provider;
    case 'model':
      return charge.billed_model;
    case 'unit':
      return charge.unit;
    case 'category':
      return charge.category;
    case 'currency':
      return charge.currency;
    case 'source':
      return charge.source;
    case 'key':
      return charge.key ?? '';
    case 'class':
      return charge.class ?? '';
    case 'entry':
      return charge.entry?.kind ?? '';
    case 'price_ref':
      return charge.price_ref;
    case 'invoice':
      return charge.entry?.invoice ?? '';
    default:
      return charge.tags[name] ?? '';
  }
}

const plus = (a: string, b: string) => Decimal.from(a).add(Decimal.from(b)).toString();
