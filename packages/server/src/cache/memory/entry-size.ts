import type { CachedResponse } from '../contract.ts';

/** What an entry costs beyond its bytes: objects, map slot, string and buffer headers. Measured, rounded up. */
export const ENTRY_OVERHEAD = 640;

/** Bytes an entry is accounted with. Strings count two bytes a character, the most V8 takes. */
export function entrySize(key: string, response: CachedResponse): number {
  const characters =
    key.length +
    response.contentType.length +
    response.callId.length +
    response.provider.length +
    response.model.length +
    response.cost.length +
    response.usage.length +
    (response.finishReason?.length ?? 0);
  return ENTRY_OVERHEAD + response.body.length + 2 * characters;
}
