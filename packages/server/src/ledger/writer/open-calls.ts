import type { CallFact } from '@weir/core/contract';
import type { AttemptRecord, BegunCall } from '../spool/records.ts';
import type { ScannedRecord } from '../spool/scan.ts';
import type { Place } from './checkpoint.ts';
import { lostCall } from './lost.ts';

interface OpenCall {
  call: BegunCall;
  attempts: AttemptRecord[];
  at: Place;
}

/** Calls of one incarnation that have begun and not ended, in the order they began. */
export class OpenCalls {
  private readonly byId = new Map<string, OpenCall>();

  /** Where the oldest of them begins. */
  get oldest(): Place | undefined {
    for (const open of this.byId.values()) return open.at;
    return undefined;
  }

  get size(): number {
    return this.byId.size;
  }

  /**
   * Takes the next record. For an end: the whole call, or undefined when the begin it refers to is missing, which only
   * damage on the disk can bring about.
   */
  take({ record, from }: ScannedRecord, segment: number, base: number): CallFact | undefined {
    switch (record.t) {
      case 'begin':
        this.byId.set(record.call.call_id, {
          call: record.call,
          attempts: [],
          at: { segment, offset: base + from },
        });
        return undefined;
      case 'attempt':
        this.byId.get(record.call_id)?.attempts.push(record);
        return undefined;
      case 'end': {
        const open = this.byId.get(record.call_id);
        this.byId.delete(record.call_id);
        return record.complete(open?.call);
      }
      case 'mark':
        return undefined;
    }
  }

  /** All of them as lost calls. */
  asLost(): CallFact[] {
    return [...this.byId.values()].map(({ call, attempts }) => lostCall(call, attempts));
  }
}
