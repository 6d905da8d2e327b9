import type { CellKey } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { ChargeReader, ChargeSum } from '../../ledger/statement-port.ts';
import type { MonthSpan } from '../months.ts';
import type { Accounts } from './accounts.ts';
import { addTo, cellId, entryOf } from './sums.ts';

export interface LedgerCell {
  key: CellKey;
  quantity: Decimal;
  /** Contracted: what a bill has to say, before commitments are spread. */
  cost: Decimal;
  /** Cost by workload, '' without one. */
  workloads: Map<string, Decimal>;
}

export interface LedgerSide {
  cells: Map<string, LedgerCell>;
  /** Both sides can be told apart by scope; else all scopes are ''. */
  scoped: boolean;
  /** Amounts in currencies without a rate. */
  unconverted: Map<string, Decimal>;
  /** All of it was told by sources of charges: those are the bill, and no other is missing. */
  toldBySources: boolean;
}

/** Converts an amount of a day into the organization's currency; undefined without a rate. */
export type Convert = (amount: Decimal, currency: string, at: Date) => Decimal | undefined;

export interface LedgerSideDeps {
  accounts: (provider: string) => Accounts;
  /** Provider as bills name it, of a provider of Weir. */
  billedAs: (provider: string) => string;
  model: (provider: string, model: string) => string;
  convert: Convert;
}

/** What may be on a bill: the gateway's calls, those told by traces, files and sources, and entries. No demo, no sandbox. */
const REAL_SOURCES = ['gateway', 'import', 'otlp', 'source', 'books'];
/** Their tags `project` and `account` are those of the bill; of calls they are whatever somebody means by them. */
const FROM_BILLS = new Set(['source', 'books']);

/** The ledger's side by billing provider, day (UTC) x scope x model x unit. */
export async function ledgerSides(
  ledger: Pick<ChargeReader, 'chargeSums'>,
  span: MonthSpan,
  deps: LedgerSideDeps,
): Promise<Map<string, LedgerSide>> {
  const sums = await ledger.chargeSums({
    ...span,
    timeZone: 'UTC',
    by: ['day', 'provider', 'model', 'unit', 'currency', 'source', 'account', 'project', 'workload'],
    filter: { source: REAL_SOURCES },
  });
  const byProvider = new Map<string, ChargeSum[]>();
  for (const sum of sums) {
    entryOf(byProvider, deps.billedAs(sum.group.provider ?? ''), () => []).push(sum);
  }
  return new Map([...byProvider].map(([provider, some]) => [provider, sideOf(provider, some, deps)]));
}

function sideOf(provider: string, sums: readonly ChargeSum[], deps: LedgerSideDeps): LedgerSide {
  const accounts = deps.accounts(provider);
  const scopes = sums.map((sum) => scopeOf(sum, accounts));
  const scoped = scopes.every((scope) => scope !== undefined);
  const toldBySources =
    sums.some(({ group }) => group.source === 'source') &&
    sums.every(({ group }) => FROM_BILLS.has(group.source ?? ''));
  const side: LedgerSide = { cells: new Map(), scoped, unconverted: new Map(), toldBySources };
  for (const [index, sum] of sums.entries()) {
    const { day = '', model = '', unit = '', currency = '', workload = '' } = sum.group;
    const at = new Date(`${day}T12:00:00Z`);
    const cost = deps.convert(Decimal.from(sum.contracted_cost), currency, at)?.roundHalfEven(MONEY_SCALE);
    if (cost === undefined) {
      addTo(side.unconverted, currency, Decimal.from(sum.contracted_cost));
      continue;
    }
    const scope = scoped ? (scopes[index] ?? '') : '';
    const key = { day, scope, model: deps.model(provider, model), unit };
    const cell = entryOf(side.cells, cellId(key), () => emptyCell(key));
    cell.quantity = cell.quantity.add(Decimal.from(sum.quantity));
    cell.cost = cell.cost.add(cost);
    addTo(cell.workloads, workload, cost);
  }
  return side;
}

function scopeOf({ group }: ChargeSum, accounts: Accounts): string | undefined {
  const { source = '', provider = '', account = '', project = '' } = group;
  if (FROM_BILLS.has(source) && (account !== '' || project !== '')) {
    return accounts.scopeOf({
      ...(account === '' ? {} : { account }),
      ...(project === '' ? {} : { project }),
    });
  }
  return accounts.scopeOfProvider(provider);
}

export const emptyCell = (key: CellKey): LedgerCell => ({
  key,
  quantity: Decimal.ZERO,
  cost: Decimal.ZERO,
  workloads: new Map(),
});
