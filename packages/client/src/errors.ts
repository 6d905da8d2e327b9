export type DeliveryReason =
  /** Weir said that this outcome is wrong. It is not sent again. */
  | 'refused'
  /** Nobody answered, or with an error that may pass. Outcomes wait and are sent again with the same ids. */
  | 'unreachable'
  /** Too many wait already. */
  | 'queue_full'
  /** No address for outcomes was given. */
  | 'not_configured';

/** Why an outcome did not get there. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly reason: DeliveryReason;
  /** Ids of the outcomes concerned. */
  readonly ids: readonly string[];
  /** Status of the answer, if there was one. */
  readonly status: number | undefined;

  constructor(reason: DeliveryReason, message: string, ids: readonly string[], status?: number) {
    super(message);
    this.reason = reason;
    this.ids = ids;
    this.status = status;
  }
}
