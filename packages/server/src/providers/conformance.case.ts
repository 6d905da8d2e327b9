import type { AnswerFacts, RequestFacts } from './contract.ts';

/** What an adapter must make of one recorded answer. Quantities are restated by hand from the fixture. */
export interface AnswerCase {
  /** Name of the operation that was answered. */
  operation: string;
  file: string;
  facts: Partial<AnswerFacts>;
  /** What of the request the reading of the answer depends on. */
  request?: Partial<RequestFacts>;
  /** Mapping of the price data set that must read the same usage. */
  flavor?: string;
  /** Units that are counted from the answer itself: neither the data set nor the end of the answer alone knows them. */
  counted?: readonly string[];
  /** Streams only: Weir asked for usage on its own account; the client must get the bytes of this other fixture. */
  hiddenAs?: string;
  /** Streams only: its last frame (or closing bracket) is the end marker, which the client must not see too early. */
  ends?: boolean;
  /** Streams only: complete although no end marker came. */
  complete?: boolean;
}

export const NO_DETAILS = {
  cache_read_tokens: 0,
  input_audio_tokens: 0,
  output_audio_tokens: 0,
  output_reasoning_tokens: 0,
};
