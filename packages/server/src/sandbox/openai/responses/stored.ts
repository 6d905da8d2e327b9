import { ApiError, invalidRequest } from '../../api-error.ts';
import type { Json } from '../../fields.ts';
import { shelfPerWorld } from '../../shelf.ts';
import type { Exchange } from '../../world.ts';

export interface StoredResponse {
  body: Json;
  /** The items the caller sent, with ids. */
  input: readonly Json[];
  /** All that a follow-up continues from: earlier items, input and output. */
  context: readonly Json[];
}

const KEPT = 1_000;
const shelfOf = shelfPerWorld<StoredResponse>(KEPT);

export function storeResponse({ world, account }: Exchange, stored: StoredResponse): void {
  shelfOf(world).put(account, String(stored.body['id']), stored);
}

export function findResponse({ world, account }: Exchange, id: string): StoredResponse {
  const stored = shelfOf(world).get(account, id);
  if (stored !== undefined) return stored;
  throw new ApiError(404, 'not_found', `Response with id '${id}' not found.`, { code: 'response_not_found' });
}

export function removeResponse(exchange: Exchange, id: string): void {
  findResponse(exchange, id);
  shelfOf(exchange.world).remove(exchange.account, id);
}

/** What a request with this `previous_response_id` continues from. */
export function contextBefore({ world, account }: Exchange, id: unknown): readonly Json[] {
  if (id === undefined || id === null) return [];
  const stored = shelfOf(world).get(account, String(id));
  if (stored !== undefined) return stored.context;
  throw invalidRequest(
    `Previous response with id '${String(id)}' not found.`,
    'previous_response_id',
    'previous_response_not_found',
  );
}
