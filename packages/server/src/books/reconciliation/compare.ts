import type { ProviderReconciliation, StatementLine } from '@weir/core/contract';
import {
  absolute,
  type CellKey,
  classify,
  type Difference,
  type DifferenceClass,
  explainedShare,
  reconciliationGap,
  UNDECIDED_CLASSES,
} from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { ChargeReader, StatementStore } from '../../ledger/statement-port.ts';
import type { MonthSpan } from '../months.ts';
import type { Accounts } from './accounts.ts';
import { type BookCell, cellsOf, type UnitPrice } from './cells.ts';
import { chooseSources, unconvertedOf } from './choose-sources.ts';
import { type Convert, type LedgerSide, ledgerSides } from './ledger-side.ts';
import { type SourceSide, StatementGatherer } from './statement-side.ts';
import { entryOf, total } from './sums.ts';

export interface CompareDeps {
  ledger: Pick<ChargeReader, 'chargeSums'>;
  statements: Pick<StatementStore, 'lines'>;
  accounts: (provider: string) => Accounts;
  billedAs: (provider: string) => string;
  model: (provider: string, model: string) => string;
  unitPrice: (provider: string, model: string, unit: string, day: string) => Decimal | undefined;
  convert: Convert;
  /** Sources whose lines are charges themselves: no bill to compare with. */
  notStatements: ReadonlySet<string>;
  /** Until when sources tell, epoch ms; where unknown, their last line says. */
  coveredUntil: ReadonlyMap<string, number>;
  now: number;
  /** Share of a cell's bill, 0.0001 = 0.01%. */
  tolerance: Decimal;
}

export type Accepted = (provider: string, cell: CellKey, kind: DifferenceClass) => Decimal;

/** One provider's month, compared. */
export interface Compared {
  provider: string;
  scoped: boolean;
  ledger: Decimal;
  /** Undefined: nothing is known of the bill. */
  invoice?: Decimal;
  differences: Difference<BookCell>[];
  sources: readonly string[];
  /** The ledger has it from sources of charges alone, which are the bill. */
  toldBySources: boolean;
  until?: number;
  warnings: string[];
}

const DAY_MS = 86_400_000;
const PAGE = 5_000;

/** Compares a month (of UTC, as bills have it) of every provider that is billed or used, or of one. */
export async function compareMonth(
  month: string,
  span: MonthSpan,
  provider: string | undefined,
  accepted: Accepted,
  deps: CompareDeps,
): Promise<Compared[]> {
  // a day before and after, to tell what only moved over the end of the month
  const around = {
    since: new Date(span.since.getTime() - DAY_MS),
    until: new Date(span.until.getTime() + DAY_MS),
  };
  const ledgers = await ledgerSides(deps.ledger, around, deps);
  const bills = await billsOf(around, provider, ledgers, deps);
  const names = [...new Set([...ledgers.keys(), ...bills.keys()])].sort();
  return names
    .filter((name) => provider === undefined || name === provider)
    .map((name) =>
      compareProvider(name, month, ledgers.get(name) ?? EMPTY, bills.get(name) ?? [], accepted, deps),
    )
    .filter((one) => one.invoice !== undefined || !one.ledger.isZero);
}

const EMPTY: LedgerSide = { cells: new Map(), scoped: true, unconverted: new Map(), toldBySources: false };

async function billsOf(
  span: MonthSpan,
  provider: string | undefined,
  ledgers: ReadonlyMap<string, LedgerSide>,
  deps: CompareDeps,
): Promise<Map<string, SourceSide[]>> {
  const gatherers = new Map<string, Map<string, StatementGatherer>>();
  for await (const line of allLines(deps.statements, span, provider)) {
    if (deps.notStatements.has(line.source)) continue;
    const { provider: name, source } = line;
    const ofProvider = entryOf(gatherers, name, () => new Map<string, StatementGatherer>());
    entryOf(
      ofProvider,
      source,
      () => new StatementGatherer(source, contextOf(name, ledgers.get(name), deps)),
    ).add(line);
  }
  return new Map(
    [...gatherers].map(([name, ofProvider]) => [name, [...ofProvider.values()].map((one) => one.finish())]),
  );
}

export function contextOf(
  provider: string,
  ledger: Pick<LedgerSide, 'scoped'> | undefined,
  deps: CompareDeps,
) {
  return {
    accounts: deps.accounts(provider),
    scoped: ledger?.scoped ?? true,
    model: (name: string) => deps.model(provider, name),
    convert: deps.convert,
  };
}

export async function* allLines(
  statements: Pick<StatementStore, 'lines'>,
  span: MonthSpan,
  provider: string | undefined,
): AsyncGenerator<StatementLine> {
  for (let cursor: string | undefined; ; ) {
    const page = await statements.lines({
      ...span,
      limit: PAGE,
      ...(provider === undefined ? {} : { provider }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield* page.data;
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
  }
}

function compareProvider(
  provider: string,
  month: string,
  ledger: LedgerSide,
  sides: readonly SourceSide[],
  accepted: Accepted,
  deps: CompareDeps,
): Compared {
  const bill = chooseSources(provider, sides);
  const isInMonth = (day: string) => day.startsWith(month);
  const ofMonth = [...ledger.cells.values()].filter(({ key }) => isInMonth(key.day));
  const compared: Compared = {
    provider,
    scoped: ledger.scoped,
    ledger: total(ofMonth.map(({ cost }) => cost)),
    differences: [],
    sources: bill?.sources ?? [],
    toldBySources: ledger.toldBySources,
    warnings: [...(bill?.warnings ?? unconvertedOf(provider, sides)), ...unconverted(provider, ledger)],
  };
  // the neighbouring days alone are no bill of this month
  if (bill === undefined || ![...bill.cost.values()].some(({ key }) => isInMonth(key.day))) return compared;
  const price: UnitPrice = (model, unit, day) => deps.unitPrice(provider, model, unit, day);
  const cells = cellsOf({ ledger, invoice: bill }, price, isInMonth);
  const until = Math.max(bill.until, ...bill.sources.map((source) => deps.coveredUntil.get(source) ?? 0));
  const before = billedBefore(until, deps.now);
  const inMonth = cells.filter((cell) => cell.context !== true);
  return {
    ...compared,
    invoice: total(inMonth.map((cell) => cell.invoice?.cost ?? Decimal.ZERO)),
    until,
    differences: classify(cells, {
      tolerance: deps.tolerance,
      places: bill.places,
      ...(before === undefined ? {} : { billedBefore: before }),
      accepted: (cell, kind) => accepted(provider, cell, kind),
    }),
  };
}

/** Bills that come later than this do not come. */
const LATEST_MS = 14 * DAY_MS;

/** The first day that the bill does not reach the end of; undefined when it should have by now. */
function billedBefore(until: number, now: number): string | undefined {
  return now - until > LATEST_MS ? undefined : new Date(until).toISOString().slice(0, 10);
}

function unconverted(provider: string, ledger: LedgerSide): string[] {
  return [...ledger.unconverted].map(
    ([currency, amount]) =>
      `The ledger has ${amount} ${currency} of ${provider}, but no exchange rate is known: left out.`,
  );
}

export const isUndecided = ({ class: kind }: { class: DifferenceClass }): boolean =>
  UNDECIDED_CLASSES.some((one) => one === kind);

/** As the API tells it. */
export function presentCompared(compared: Compared): ProviderReconciliation {
  const { provider, ledger, invoice, differences, until, warnings } = compared;
  const told = {
    provider,
    ledger: ledger.toFixed(MONEY_SCALE),
    undecided: absolute(differences.filter(isUndecided)).toFixed(MONEY_SCALE),
    differences: byClass(differences),
    ...(until === undefined ? {} : { covered_until: new Date(until).toISOString() }),
    warnings,
  };
  if (invoice === undefined) return { ...told, state: 'no_statement' };
  const share = reconciliationGap(ledger, invoice);
  return {
    ...told,
    state: 'compared',
    invoice: invoice.toFixed(MONEY_SCALE),
    gap: ledger.subtract(invoice).toFixed(MONEY_SCALE),
    ...(share === undefined ? {} : { gap_share: share.toFixed(6) }),
    explained_share: explainedShare(differences).toFixed(4),
  };
}

function byClass(differences: readonly Difference[]): ProviderReconciliation['differences'] {
  const sums = new Map<DifferenceClass, { cells: number; amount: Decimal }>();
  for (const { class: kind, amount } of differences) {
    const sum = entryOf(sums, kind, () => ({ cells: 0, amount: Decimal.ZERO }));
    sum.cells += 1;
    sum.amount = sum.amount.add(amount);
  }
  return Object.fromEntries(
    [...sums].map(([kind, { cells, amount }]) => [kind, { cells, amount: amount.toFixed(MONEY_SCALE) }]),
  );
}
