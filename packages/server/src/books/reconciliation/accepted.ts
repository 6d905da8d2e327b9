import type { Proposal, ProposedEntry } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { Accepted } from './compare.ts';
import { NO_UNIT } from './drafts.ts';
import { addTo, negated } from './sums.ts';

export interface AcceptedDeps {
  /** Of kind `ignore` that were approved, of the month. */
  proposals: readonly Proposal[];
  entries: (id: string) => AsyncIterable<readonly ProposedEntry[]>;
  model: (provider: string, model: string) => string;
}

/** What was accepted by provider, cell and class: what the entries of ignored proposals would have booked, with its sign turned. */
export async function acceptedOf({ proposals, entries, model }: AcceptedDeps): Promise<Accepted> {
  const accepted = new Map<string, Decimal>();
  for (const { id, subject, month } of proposals) {
    const { provider = '', class: kind = '', scope = '' } = subject;
    for await (const piece of entries(id)) {
      for (const entry of piece) {
        const day = subject['grain'] === 'month' ? month : entry.at.slice(0, 10);
        const unit = entry.unit === NO_UNIT ? '' : entry.unit;
        const cell = [provider, kind, day, scope, model(provider, entry.model), unit];
        addTo(accepted, JSON.stringify(cell), negated(Decimal.from(entry.contracted_cost)));
      }
    }
  }
  return (provider, { day, scope, model: name, unit }, kind) =>
    accepted.get(JSON.stringify([provider, kind, day, scope, name, unit])) ?? Decimal.ZERO;
}
