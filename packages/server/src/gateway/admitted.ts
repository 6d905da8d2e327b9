import type { Reservation } from '../limits/port.ts';
import type { RequestFacts } from '../providers/index.ts';
import type { Call } from './call.ts';
import type { Attribution } from './steps/attribute.ts';
import type { Principal } from './steps/authenticate.ts';
import type { Expected } from './steps/reserve.ts';
import type { Target } from './steps/route.ts';
import type { Endpoint } from './upstream/endpoint.ts';

/** A call that is allowed and knows where it goes. */
export interface Prepared {
  readonly call: Call;
  readonly principal: Principal;
  readonly facts: RequestFacts;
  readonly attribution: Attribution;
  readonly target: Target;
  readonly endpoint: Endpoint;
  /** Weir asks for the stream's usage on its own account and keeps it from the client. */
  readonly hideUsage: boolean;
  readonly expected: Expected;
  /** As the client sent it. */
  readonly requestBytes: number;
  /** As it goes upstream. */
  readonly body: Buffer;
}

/** A prepared call whose cost is reserved: it may go upstream. */
export interface Admitted extends Prepared {
  readonly reservation: Reservation;
}
