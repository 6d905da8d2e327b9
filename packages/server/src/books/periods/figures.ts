import { createHash } from 'node:crypto';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { ChargeReader, StatementStore } from '../../ledger/statement-port.ts';
import type { MonthSpan } from '../months.ts';

/** What a month comes to, corrections apart from what was there when it was closed. */
export interface MonthFigures {
  /** Effective cost of all. */
  cost: Decimal;
  /** Of what landed after closing. */
  corrections: Decimal;
  /** Without corrections, by provider that was billed. */
  byProvider: ReadonlyMap<string, Decimal>;
  /** Rows of charges and calls they stand for, without corrections. */
  charges: number;
  requests: number;
  /** SHA-256, hex, over the day x provider sums without corrections. */
  digest: string;
}

/** Sums of a month by day of the zone, provider and class, in one question to the ledger. */
export async function monthFigures(
  ledger: Pick<ChargeReader, 'chargeSums'>,
  { since, until }: MonthSpan,
  timeZone: string,
): Promise<MonthFigures> {
  const sums = await ledger.chargeSums({ since, until, timeZone, by: ['day', 'provider', 'class'] });
  const byProvider = new Map<string, Decimal>();
  const digested: string[] = [];
  let [cost, corrections, charges, requests] = [Decimal.ZERO, Decimal.ZERO, 0, 0];
  for (const sum of sums) {
    const amount = Decimal.from(sum.cost);
    cost = cost.add(amount);
    if (sum.group.class === 'correction') {
      corrections = corrections.add(amount);
      continue;
    }
    const { day = '', provider = '' } = sum.group;
    byProvider.set(provider, (byProvider.get(provider) ?? Decimal.ZERO).add(amount));
    digested.push(JSON.stringify([day, provider, amount.toFixed(MONEY_SCALE)]));
    charges += sum.charges;
    requests += sum.requests;
  }
  return { cost, corrections, byProvider, charges, requests, digest: digestOf(digested) };
}

export interface MonthTotals {
  cost: Decimal;
  corrections: Decimal;
}

/** Costs of all months of a span, by month of the zone, in one question to the ledger. */
export async function monthTotals(
  ledger: Pick<ChargeReader, 'chargeSums'>,
  { since, until }: MonthSpan,
  timeZone: string,
): Promise<Map<string, MonthTotals>> {
  const sums = await ledger.chargeSums({ since, until, timeZone, by: ['month', 'class'] });
  const totals = new Map<string, MonthTotals>();
  for (const { group, cost } of sums) {
    const amount = Decimal.from(cost);
    const { month = '' } = group;
    const known = totals.get(month) ?? NOTHING;
    totals.set(month, {
      cost: known.cost.add(amount),
      corrections: group.class === 'correction' ? known.corrections.add(amount) : known.corrections,
    });
  }
  return totals;
}

export const NOTHING: MonthTotals = { cost: Decimal.ZERO, corrections: Decimal.ZERO };

function digestOf(lines: readonly string[]): string {
  const hash = createHash('sha256');
  for (const line of [...lines].sort()) hash.update(`${line}\n`);
  return hash.digest('hex');
}

/** As kept at closing: names of figures and their text, enough to check later that nothing of it has changed. */
export async function snapshotOf(
  figures: MonthFigures,
  span: MonthSpan,
  timeZone: string,
  statements: Pick<StatementStore, 'sums'> | undefined,
): Promise<Record<string, string>> {
  const kept: Record<string, string> = {
    since: span.since.toISOString(),
    until: span.until.toISOString(),
    time_zone: timeZone,
    charges: String(figures.charges),
    requests: String(figures.requests),
    digest: figures.digest,
  };
  for (const [provider, amount] of figures.byProvider) {
    kept[`cost.${provider}`] = amount.toFixed(MONEY_SCALE);
  }
  const told = await statements?.sums({ ...span, timeZone, by: ['source', 'provider', 'currency'] });
  for (const { group, cost, lines } of told ?? []) {
    const name = `${group.source}.${group.provider}.${group.currency}`;
    kept[`statement_lines.${name}`] = String(lines);
    if (cost !== undefined) kept[`statement_cost.${name}`] = cost;
  }
  return kept;
}
