import { type ProposedEntry, proposedEntry } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { isWithin, type MonthSpan } from '../months.ts';
import type { ProposalDraft } from './port.ts';

/** Entries are kept and booked in pieces of so many. */
export const PIECE = 1_000;
const MAX_TITLE = 200;
const MAX_REASON = 1_000;
const QUANTITY_PLACES = 6;

export function checkDraft({ title, reason }: ProposalDraft): void {
  if (title.trim() === '' || title.length > MAX_TITLE) throw unfit('title', 'has 1 to 200 characters');
  if (reason.trim() === '' || reason.length > MAX_REASON) throw unfit('reason', 'has 1 to 1,000 characters');
}

/** Entries in pieces, each checked: what the ledger would refuse must not be approved first. */
export async function* piecesOf(
  draft: ProposalDraft,
  span: MonthSpan,
): AsyncGenerator<readonly ProposedEntry[]> {
  let piece: ProposedEntry[] = [];
  for await (const entry of draft.entries) {
    checkEntry(entry, draft, span);
    piece.push(entry);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

function checkEntry(entry: ProposedEntry, draft: ProposalDraft, span: MonthSpan): void {
  const parsed = proposedEntry.safeParse(entry);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unfit(`entries.${issue?.path.join('.')}`, `is wrong: ${issue?.message}`);
  }
  if (!isWithin(new Date(entry.at), span)) {
    throw unfit('entries.at', `is ${entry.at}, which is not in ${draft.month}`);
  }
  if (entry.currency !== draft.currency) {
    throw unfit('entries.currency', `is ${entry.currency}, but the proposal's is ${draft.currency}`);
  }
  for (const name of ['list_cost', 'contracted_cost', 'effective_cost'] as const) {
    fits(entry[name], MONEY_SCALE, name);
  }
  fits(entry.quantity, QUANTITY_PLACES, 'quantity');
  if (entry.moved !== undefined) checkMoved(entry, entry.moved);
  // a call that was refused before it had a provider belongs to somebody, too
  const nowhere = entry.provider === '' && entry.moved === undefined;
  if (entry.unit === '' || nowhere) throw unfit('entries.unit', 'and provider must be named');
}

function checkMoved(entry: ProposedEntry, { charges }: NonNullable<ProposedEntry['moved']>): void {
  for (const name of ['list_cost', 'contracted_cost', 'effective_cost'] as const) {
    for (const charge of charges) fits(charge[name], MONEY_SCALE, `moved.${name}`);
    const sum = charges.reduce((all, charge) => all.add(Decimal.from(charge[name])), Decimal.ZERO);
    if (sum.compare(Decimal.from(entry[name])) === 0) continue;
    throw unfit(`entries.${name}`, `is ${entry[name]}, but its charges sum to ${sum.toString()}`);
  }
  for (const { quantity } of charges) fits(quantity, QUANTITY_PLACES, 'moved.quantity');
}

function fits(text: string, places: number, name: string): void {
  const value = Decimal.from(text);
  if (value.roundHalfEven(places).compare(value) !== 0) {
    throw unfit(`entries.${name}`, `is ${text}, but has at most ${places} decimals`);
  }
}

function unfit(field: string, what: string): WeirError {
  return new WeirError('invalid_argument', `${field} of the proposal ${what}`, {
    field,
    remedy: 'Nothing was proposed; correct the draft.',
  });
}
