import type { Dialect } from '@weir/core/contract';
import type { AnswerFilter, Finds, FrameFilter } from '../contract.ts';
import { ANSWER_ZONES } from '../json/zones.ts';
import { StreamFilter } from './stream-filter.ts';
import type { AnswerRules } from './text-pipe.ts';
import { logprobEdits, spliced, wholeTextEdits } from './whole-texts.ts';

/** What happens to the answer of one call. */
export function createAnswerFilter(dialect: Dialect, rules: AnswerRules): AnswerFilter {
  return {
    unary: (body) => filterUnary(body, dialect, rules),
    stream: (): FrameFilter => new StreamFilter(dialect, rules),
    get found(): Finds {
      return rules.found;
    },
  };
}

function filterUnary(body: Buffer, dialect: Dialect, rules: AnswerRules): Buffer {
  const edits = wholeTextEdits(body, ANSWER_ZONES[dialect], rules);
  if (rules.inspector !== undefined && rules.inspector.strictest !== 'flag' && body.includes('logprobs')) {
    try {
      edits.push(...logprobEdits(body, JSON.parse(body.toString('utf8'))));
    } catch {
      return body;
    }
  }
  return edits.length === 0 ? body : spliced(body, edits);
}
