import type { Admitted } from '../admitted.ts';
import type { TryOutcome } from '../outcome.ts';
import type { Leg } from '../routing/plan.ts';
import type { ResourceBook } from './book.ts';

/**
 * Remembers the id of an answer that the provider keeps, so that a later request may name it: responses, stored chat
 * completions, containers. Without waiting: in this worker at once, in the others as soon as control has heard.
 */
export function rememberAnswer(
  book: ResourceBook,
  { call, facts, principal }: Admitted,
  { facts: said, leg, status }: TryOutcome & { readonly leg: Leg },
): void {
  const id = said?.resourceId;
  if (id === undefined || status === 'refused') return;
  // of a translated answer the client never saw this id
  if (leg.place.translation !== undefined) return;
  const container = call.dialect === 'anthropic' && facts.stored !== true;
  if (!container && facts.stored !== true) return;
  book.rememberSoon({
    id,
    kind: container ? 'container' : 'response',
    dialect: call.dialect,
    provider: leg.place.provider.id,
    workload: principal.workload.id,
    key: principal.key.id,
    organization: principal.tags['organization'] ?? '',
    call_id: call.id,
    created_at: call.startedAt,
  });
}
