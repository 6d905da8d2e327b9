import type { Directives } from './directives.ts';
import { hash32 } from './random.ts';
import { CHARS_PER_TOKEN } from './tokens.ts';

export interface TokenLogprob {
  token: string;
  logprob: number;
  /** The most likely tokens at this place, the chosen one first. */
  top: readonly { token: string; logprob: number }[];
}

const SURE = { from: 0.001, to: 0.12 };
const GUESSING = { from: 1.2, to: 3 };
const ALTERNATIVES = [' the', ' a', ' not', ' and', ' or'];

/** Natural logarithms by token, depending on the text alone; low ones under the directive `low-confidence`. */
export function logprobsOf(text: string, top: number, { lowConfidence }: Directives): TokenLogprob[] {
  const { from, to } = lowConfidence === true ? GUESSING : SURE;
  const tokens = text.match(new RegExp(`[\\s\\S]{1,${CHARS_PER_TOKEN}}`, 'g')) ?? [];
  return tokens.map((token) => {
    const share = hash32(token) / 2 ** 32;
    const logprob = -Number((from + share * (to - from)).toFixed(6));
    // What is left of the probability goes to the others, each getting half of what remains.
    let left = 1 - Math.exp(logprob);
    const others = ALTERNATIVES.filter((other) => other !== token).map((other) => {
      left /= 2;
      return { token: other, logprob: Number(Math.log(left).toFixed(6)) };
    });
    return { token, logprob, top: [{ token, logprob }, ...others].slice(0, top) };
  });
}

/** As OpenAI writes them. */
export function openaiLogprobs(text: string, top: number, directives: Directives): unknown[] {
  const bytes = (token: string) => [...Buffer.from(token)];
  return logprobsOf(text, top, directives).map((one) => ({
    token: one.token,
    logprob: one.logprob,
    bytes: bytes(one.token),
    top_logprobs: one.top.map((other) => ({ ...other, bytes: bytes(other.token) })),
  }));
}
