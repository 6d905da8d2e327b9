import type { Reservation } from '../port.ts';
import type { Bucket } from './bucket.ts';

/** Who is told how a reservation ended. */
export interface Settlements {
  settled(bucket: Bucket | undefined, amount: bigint, actual: bigint, at: number): void;
  released(bucket: Bucket | undefined, amount: bigint): void;
}

/** What one call holds. Without a bucket it holds nothing, but what it cost is counted all the same. */
export class HeldReservation implements Reservation {
  readonly amount: bigint;
  private readonly purse: Settlements;
  private readonly bucket: Bucket | undefined;
  private readonly at: number;
  private open = true;

  constructor(purse: Settlements, bucket: Bucket | undefined, amount: bigint, at: number) {
    this.purse = purse;
    this.bucket = bucket;
    this.amount = amount;
    this.at = at;
  }

  settle(actual: bigint): void {
    if (!this.open) return;
    this.open = false;
    this.purse.settled(this.bucket, this.amount, actual, this.at);
  }

  release(): void {
    if (!this.open) return;
    this.open = false;
    this.purse.released(this.bucket, this.amount);
  }
}
