import { clearSetting, type PendingAllocation, readSetting, writeSetting } from '../store/settings.ts';
import type { Store } from '../store/store.ts';

/** The one batch of shares that is on its way into the ledger: durable before it is sent, gone when it has landed. */
export interface PendingAllocationService {
  read(): Promise<PendingAllocation | undefined>;
  write(pending: PendingAllocation | undefined): Promise<void>;
}

export function pendingAllocationService(store: Store): PendingAllocationService {
  return {
    read: () => readSetting(store.db, 'allocation_pending'),
    write: (pending) =>
      store.note((tx) =>
        pending === undefined
          ? clearSetting(tx, 'allocation_pending')
          : writeSetting(tx, 'allocation_pending', pending),
      ),
  };
}
