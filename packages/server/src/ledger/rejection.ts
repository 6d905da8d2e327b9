/** A call the ledger cannot take, and why, in a sentence. */
export interface RejectedCall {
  call_id: string;
  reason: string;
}

/**
 * Thrown by `append` when the data is at fault and not the store. Promise: nothing of the batch has landed, and the
 * same batch will be rejected again. `rejected` names the calls at fault when the store can tell; when it is empty the
 * caller finds them by halving the batch.
 */
export class BatchRejected extends Error {
  override readonly name = 'BatchRejected';
  readonly rejected: readonly RejectedCall[];

  constructor(message: string, rejected: readonly RejectedCall[] = [], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.rejected = rejected;
  }
}
