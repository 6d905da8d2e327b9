import type { Page, StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type {
  StatementAppend,
  StatementGroup,
  StatementQuery,
  StatementStore,
  StatementSum,
  StatementSumQuery,
} from '../statement-port.ts';

/** Statement lines in memory, for tests of those who write or read them. */
export class FakeStatements implements StatementStore {
  /** Every version that was kept, in the order it came. */
  readonly kept: StatementLine[] = [];
  private readonly latest = new Map<string, StatementLine>();

  async append(lines: readonly StatementLine[]): Promise<StatementAppend> {
    const result: StatementAppend = { added: 0, unchanged: 0, revised: 0, earlier: [] };
    for (const line of lines) {
      const key = JSON.stringify([line.source, line.id]);
      const known = this.latest.get(key);
      if (known === undefined ? line.gone : !revises(line, known)) {
        result.unchanged++;
        continue;
      }
      if (known === undefined) result.added++;
      else {
        result.revised++;
        result.earlier.push(known);
      }
      this.latest.set(key, line);
      this.kept.push(line);
    }
    return result;
  }

  async lines(query: StatementQuery): Promise<Page<StatementLine>> {
    const from = Number(query.cursor ?? 0);
    const all = this.counting(query)
      .filter(
        (line) =>
          matches(query.source, line.source) &&
          matches(query.provider, line.provider) &&
          matches(query.model, line.model) &&
          matches(query.unit, line.unit) &&
          matches(query.invoice, line.invoice) &&
          matches(query.day, dayOf(line, 'UTC')),
      )
      .sort((a, b) => Date.parse(a.since) - Date.parse(b.since) || (a.id < b.id ? -1 : 1));
    const end = from + query.limit;
    return { data: all.slice(from, end), next_cursor: end < all.length ? String(end) : null };
  }

  async sums(query: StatementSumQuery): Promise<StatementSum[]> {
    const sums = new Map<string, StatementSum>();
    for (const line of this.counting(query)) {
      if (!matches(query.provider, line.provider)) continue;
      if (query.sources !== undefined && !query.sources.includes(line.source)) continue;
      const group = Object.fromEntries(
        query.by.map((name) => [name, groupValue(line, name, query.timeZone)]),
      );
      const key = JSON.stringify(Object.values(group));
      const sum: StatementSum = sums.get(key) ?? { group, lines: 0 };
      sums.set(key, sum);
      sum.lines++;
      if (line.requests !== undefined) sum.requests = (sum.requests ?? 0) + line.requests;
      for (const name of ['quantity', 'cost', 'list_cost', 'effective_cost'] as const) {
        const value = line[name];
        if (value !== undefined)
          sum[name] = Decimal.from(sum[name] ?? '0')
            .add(Decimal.from(value))
            .toString();
      }
    }
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  }

  private counting({ since, until }: { since: Date; until: Date }): StatementLine[] {
    return [...this.latest.values()].filter((line) => {
      const at = Date.parse(line.since);
      return line.gone === undefined && at >= since.getTime() && at < until.getTime();
    });
  }
}

function revises(line: StatementLine, known: StatementLine): boolean {
  return Date.parse(line.version) > Date.parse(known.version) && figures(line) !== figures(known);
}

/** All it says, but when it was told. */
function figures(line: StatementLine): string {
  return JSON.stringify(Object.entries({ ...line, version: '' }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function matches(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || wanted === (value ?? '');
}

function dayOf(line: StatementLine, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(line.since));
}

function groupValue(line: StatementLine, name: StatementGroup, timeZone: string): string {
  if (name === 'day') return dayOf(line, timeZone);
  if (name === 'month') return dayOf(line, timeZone).slice(0, 7);
  return line[name] ?? '';
}
