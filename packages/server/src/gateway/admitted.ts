import type { CacheResult, CallFact } from '@weir/core/contract';
import type { AnswerFilter, Finds } from '../privacy/contract.ts';
import type { RequestFacts } from '../providers/index.ts';
import type { Call } from './call.ts';
import type { Holdings } from './holdings.ts';
import type { Plan } from './routing/plan.ts';
import type { Attribution } from './steps/attribute.ts';
import type { Principal } from './steps/authenticate.ts';

/** A call that is allowed and knows where it may go. */
export interface Prepared {
  readonly call: Call;
  readonly principal: Principal;
  readonly facts: RequestFacts;
  readonly attribution: Attribution;
  readonly plan: Plan;
  /** As the client sent it. */
  readonly requestBytes: number;
  /** In the client's dialect, after redaction. */
  readonly body: Buffer;
  /** Puts back what was redacted, and looks at the answer where the policy says so. */
  readonly answerFilter: AnswerFilter | undefined;
  /** Found in the request. */
  readonly finds: Finds | undefined;
  /** What the response cache said; absent where it is off. */
  readonly cache: CacheResult | undefined;
  /** Set on copies of calls that are made to evaluate another model. */
  readonly purpose: CallFact['purpose'];
  /** The call this one belongs to. */
  readonly parentCall: string | undefined;
}

/** A prepared call whose cost is reserved: it may go upstream. */
export interface Admitted extends Prepared {
  readonly holdings: Holdings;
}
