import type { CallFact } from '@weir/core/contract';
import type { LedgerStore } from '../port.ts';
import { BatchRejected } from '../rejection.ts';

/**
 * Appends a batch; calls the store rejects are handed to `onRejected` and the rest lands without them. How a batch is
 * divided follows from the batch alone, so the tokens of its parts are the same whenever it is repeated. Returns what
 * has landed. Throws when the store is down.
 */
export async function landCalls(
  store: Pick<LedgerStore, 'append'>,
  token: string,
  calls: readonly CallFact[],
  onRejected: (call: CallFact, reason: string) => Promise<void>,
): Promise<CallFact[]> {
  if (calls.length === 0) return [];
  try {
    await store.append({ token, calls });
    return [...calls];
  } catch (error) {
    if (!(error instanceof BatchRejected)) throw error;
    const reasons = new Map(error.rejected.map((rejected) => [rejected.call_id, rejected.reason]));
    const rest = calls.filter((call) => !reasons.has(call.call_id));
    if (rest.length < calls.length) {
      for (const call of calls) {
        const reason = reasons.get(call.call_id);
        if (reason !== undefined) await onRejected(call, reason);
      }
      return landCalls(store, `${token}/rest`, rest, onRejected);
    }
    const [only] = calls;
    if (calls.length === 1 && only !== undefined) {
      await onRejected(only, error.message);
      return [];
    }
    const middle = calls.length >> 1;
    return [
      ...(await landCalls(store, `${token}/0`, calls.slice(0, middle), onRejected)),
      ...(await landCalls(store, `${token}/1`, calls.slice(middle), onRejected)),
    ];
  }
}
