import type { CostTerms } from '@weir/core/contract';
import { KEPT } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { allocationRules, type costItems, workloads } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import { requireReference } from './references.ts';

export type CostItemRow = typeof costItems.$inferSelect;

/** Refuses what could never be accrued. `voiding`: an item may end on the day it began, as if it had never been. */
export async function checkItem(tx: Queries, row: CostItemRow, voiding: boolean): Promise<void> {
  const { id, terms, from, until, workload, rule } = row;
  if (id === KEPT) throw unfit('id', `"${KEPT}" names what rules keep of pools`, 'Choose another id.');
  if (until !== null && (voiding ? until < from : until <= from)) {
    throw unfit('until', `The item ends on ${until} and begins on ${from}`, 'Let it end after it begins.');
  }
  if (workload !== null && rule !== null) {
    throw unfit('rule', 'An item is for one workload, or a rule says who bears it', 'Give one of them.');
  }
  if (workload === null && rule === null && !goesWhereItCame(terms)) {
    throw unfit('rule', 'Nobody bears the item', 'Name its workload, or a rule (weir allocation rule list).');
  }
  await requireReference(tx, workloads, 'workload', 'workload', workload);
  await requireReference(tx, allocationRules, 'allocation rule', 'rule', rule);
  checkTerms(terms);
}

/** Quantities name workloads, and counts have them. */
function goesWhereItCame({ kind }: CostTerms): boolean {
  return kind === 'derived' || kind === 'metered';
}

function checkTerms(terms: CostTerms): void {
  const figures = Object.entries(terms).filter(([name]) => FIGURES.has(name)) as [string, string][];
  for (const [name, text] of figures) {
    const value = Decimal.from(text);
    if (value.roundHalfEven(MONEY_SCALE).compare(value) !== 0) {
      throw unfit(`terms.${name}`, `${text} has more than ${MONEY_SCALE} decimals`, 'Round it.');
    }
    if (value.compare(TOO_LARGE) >= 0 || value.compare(TOO_SMALL) <= 0)
      throw unfit(`terms.${name}`, 'It is a quadrillion or more', 'Give less.');
    if (value.isNegative && name !== 'amount')
      throw unfit(`terms.${name}`, `${text} is below zero`, 'Give 0 or more.');
  }
  if (terms.kind === 'derived' && Decimal.from(terms.percent).compare(HUNDRED) > 0) {
    throw unfit('terms.percent', `${terms.percent} is more than all`, 'Give a percentage from 0 to 100.');
  }
}

const HUNDRED = Decimal.from(100);
/** What the ledger can hold, and then some. */
const TOO_LARGE = Decimal.from('1000000000000000');
const TOO_SMALL = Decimal.ZERO.subtract(TOO_LARGE);
const FIGURES: ReadonlySet<string> = new Set(['amount', 'rate', 'percent', 'units_each']);

function unfit(field: string, message: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', message, { field, remedy });
}
