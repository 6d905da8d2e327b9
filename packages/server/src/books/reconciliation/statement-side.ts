import { createHash } from 'node:crypto';
import type { StatementLine } from '@weir/core/contract';
import type { CellKey } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { Accounts } from './accounts.ts';
import type { Convert } from './ledger-side.ts';
import { addTo, cellId, entryOf } from './sums.ts';

/** What the bill has in one cell, or in several together: '' in model or unit stands for all of them. */
export interface BilledCell {
  key: CellKey;
  cost: Decimal;
  lines: number;
  /** Told by the lines that tell the cost. */
  quantity?: Decimal;
  /** By project: whose it is where scopes cannot be told apart. */
  projects: Map<string, Decimal>;
  category: string;
  invoices: Set<string>;
}

export interface UsedCell {
  key: CellKey;
  quantity: Decimal;
  requests: number;
}

/** What one source tells of one provider. */
export interface SourceSide {
  source: string;
  cost: Map<string, BilledCell>;
  usage: Map<string, UsedCell>;
  /** Totals over the month beside lines of days: not counted, but checked. By scope. */
  totals: Map<string, Decimal>;
  /** `account/project` of lines that tell a cost. */
  parts: Set<string>;
  /** Decimals of the most exact amount. */
  places: number;
  costLines: number;
  /** Last instant that a line with a cost covers, epoch ms. */
  until: number;
  repeated: number;
  unconverted: Map<string, Decimal>;
  /** Lines of days with a cost, by scope. */
  daily: Map<string, Decimal>;
}

export interface StatementSideDeps {
  accounts: Accounts;
  scoped: boolean;
  model: (model: string) => string;
  convert: Convert;
}

/** A line of more than a day and a half is of its month, not of a day. */
const DAILY_MS = 36 * 3_600_000;
/** Of so many lines it is remembered what they say, to find those that came twice. */
const REMEMBERED = 500_000;

/** The cell a line tells of: the day or month that most of its period lies in, '' for what it does not tell. */
export function keyOfLine(
  line: StatementLine,
  { accounts, scoped, model }: Pick<StatementSideDeps, 'accounts' | 'scoped' | 'model'>,
): CellKey {
  const [since, until] = [Date.parse(line.since), Date.parse(line.until)];
  const day = new Date((since + until) / 2).toISOString().slice(0, until - since <= DAILY_MS ? 10 : 7);
  return {
    day,
    scope: scoped ? accounts.scopeOf(line) : '',
    model: line.model === undefined ? '' : model(line.model),
    unit: line.unit ?? (line.category === 'model_usage' ? '' : line.category),
  };
}

/** Gathers lines of one provider and source into sums. */
export class StatementGatherer {
  readonly side: SourceSide;
  private readonly deps: StatementSideDeps;
  private readonly seen = new Set<string>();
  private readonly monthly: { key: CellKey; line: StatementLine; cost: Decimal }[] = [];

  constructor(source: string, deps: StatementSideDeps) {
    this.deps = deps;
    this.side = {
      source,
      cost: new Map(),
      usage: new Map(),
      totals: new Map(),
      parts: new Set(),
      places: 0,
      costLines: 0,
      until: 0,
      repeated: 0,
      unconverted: new Map(),
      daily: new Map(),
    };
  }

  add(line: StatementLine): void {
    this.noteRepeated(line);
    const key = keyOfLine(line, this.deps);
    if (line.tells !== 'cost') this.addUsage(key, line);
    if (line.tells === 'usage' || line.cost === undefined) return;
    const cost = this.converted(line);
    if (cost === undefined) return;
    const { side } = this;
    side.places = Math.max(side.places, decimalsOf(line.cost));
    side.costLines += 1;
    side.until = Math.max(side.until, Date.parse(line.until));
    side.parts.add(`${line.account ?? ''}/${line.project ?? ''}`);
    if (key.day.length === 7) this.monthly.push({ key, line, cost });
    else {
      addTo(side.daily, key.scope, cost);
      this.addCost(key, line, cost);
    }
  }

  /** To be called once, after the last line. */
  finish(): SourceSide {
    for (const { key, line, cost } of this.monthly) {
      // a total of usage beside the days it is the total of: the days count
      const isTotal = line.category === 'model_usage' && key.unit === '' && this.side.daily.has(key.scope);
      if (isTotal) addTo(this.side.totals, key.scope, cost);
      else this.addCost(key, line, cost);
    }
    return this.side;
  }

  private addUsage(key: CellKey, line: StatementLine): void {
    if (line.quantity === undefined) return;
    const used = entryOf(this.side.usage, cellId(key), () => ({ key, quantity: Decimal.ZERO, requests: 0 }));
    used.quantity = used.quantity.add(Decimal.from(line.quantity));
    used.requests += line.requests ?? 0;
  }

  private addCost(key: CellKey, line: StatementLine, cost: Decimal): void {
    const billed = entryOf(this.side.cost, cellId(key), () => ({
      key,
      cost: Decimal.ZERO,
      lines: 0,
      projects: new Map<string, Decimal>(),
      category: line.category,
      invoices: new Set<string>(),
    }));
    billed.cost = billed.cost.add(cost);
    billed.lines += 1;
    addTo(billed.projects, line.project ?? '', cost);
    if (line.invoice !== undefined) billed.invoices.add(line.invoice);
    if (line.quantity !== undefined) {
      billed.quantity = (billed.quantity ?? Decimal.ZERO).add(Decimal.from(line.quantity));
    }
  }

  private converted(line: StatementLine): Decimal | undefined {
    const amount = Decimal.from(line.cost ?? '0').roundHalfEven(MONEY_SCALE);
    const converted = this.deps.convert(amount, line.currency, new Date(line.since));
    if (converted === undefined) addTo(this.side.unconverted, line.currency, amount);
    return converted?.roundHalfEven(MONEY_SCALE);
  }

  /** The same figures for the same thing under another id: told, but not dropped. */
  private noteRepeated(line: StatementLine): void {
    if (this.seen.size >= REMEMBERED) return;
    const { id: _id, version: _version, ...says } = line;
    const text = JSON.stringify(Object.entries(says).sort(([a], [b]) => (a < b ? -1 : 1)));
    const digest = createHash('sha1').update(text).digest('base64').slice(0, 16);
    if (this.seen.has(digest)) this.side.repeated += 1;
    else this.seen.add(digest);
  }
}

function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point === -1 ? 0 : Math.min(MONEY_SCALE, text.length - point - 1);
}
